import type { Capability } from "../../core/capability.ts";
import { attendanceDay } from "./attendance/attendance-day.ts";
import { checkIn } from "./attendance/check-in.ts";
import { markAttendance, strikeAttendance } from "./attendance/mark-list.ts";
import { confirmAttendance, countHeads } from "./attendance/settle-day.ts";
import { showCode } from "./attendance/show-code.ts";
import { issueCertificatesCapability } from "./certificate/issue-certificates.ts";
import { myCertificates } from "./certificate/my-certificates.ts";
import { returnSigned } from "./certificate/return-signed.ts";
import { revokeCertificateCapability } from "./certificate/revoke-certificate.ts";
import { takeTest } from "./check/take-test.ts";
import { acceptCertificate, checkHanded, refuseCertificate } from "./handed/check-handed.ts";
import { handIn } from "./handed/hand-in.ts";
import { classResults } from "./result/class-results.ts";

/** From the first session to the certificate. `base`: address that people use for this service, for what is printed on certificates. */
export const completionCapabilities = (base: string | undefined): Capability[] => [
  checkIn,
  takeTest,
  myCertificates(base),
  handIn,
  showCode,
  attendanceDay,
  countHeads,
  markAttendance,
  strikeAttendance,
  confirmAttendance,
  classResults,
  issueCertificatesCapability,
  returnSigned,
  revokeCertificateCapability,
  checkHanded,
  acceptCertificate,
  refuseCertificate,
];
