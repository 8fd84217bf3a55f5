import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { enrolmentsOf } from "../../../../src/features/enrolment/enrolment-store.ts";
import { testDatabases } from "../../../world.ts";
import { type EnrolmentWorld, openEnrolmentWorld, tenant } from "../enrolment-world.ts";

describe.each(testDatabases())("changing class on $name", (database) => {
  let world: EnrolmentWorld;
  let training: number;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.afresh();
    training = await world.training("Pengelolaan Arsip");
  });

  const run = (name: string, day: string, more = {}) =>
    world.classOf(training, { name, code: name.replace("Angkatan ", "A-"), approval: "tanpa", sessions: [`${day}T08:00/${day}T16:00`], ...more });

  async function enrolled(words: string) {
    const who = await world.person("Sari");
    const talk = await world.talk(who);
    await talk.says(`/daftar ${words}`);
    expect(await talk.says("ya")).toContain("Anda terdaftar");
    return { who, talk };
  }

  const statesOf = async (who: { personId: number }) =>
    Object.fromEntries((await enrolmentsOf(world.db, tenant, who.personId)).map((it) => [it.classId, it.state]));

  it("moves to the only other run, after a yes, both or neither", async () => {
    const [first, second] = [await run("Angkatan I", "2026-12-07"), await run("Angkatan II", "2026-12-14")];
    const { who, talk } = await enrolled("A-I");
    expect(await talk.says("/pindah")).toMatch(/Pindah dari .*Angkatan I.* ke .*Angkatan II/s);
    expect(await statesOf(who)).toEqual({ [first]: "terdaftar" });
    expect(await talk.says("ya")).toContain("Anda pindah ke");
    expect(await statesOf(who)).toEqual({ [first]: "batal", [second]: "terdaftar" });
  });

  it("takes the run that the words name, by its number or its time", async () => {
    await run("Angkatan I", "2026-12-07");
    await run("Angkatan II", "2026-12-14");
    const third = await run("Angkatan III", "2027-01-12");
    const { who, talk } = await enrolled("A-I");
    expect(await talk.says("pindah kelas ke bulan januari 2027")).toContain("Angkatan III");
    await talk.says("ya");
    expect((await statesOf(who))[third]).toBe("terdaftar");
    expect(await talk.says("pindah angkatan angkatan ii")).toMatch(/ke .*Angkatan II\b/s);
  });

  it("asks which where several fit, and says so where none does", async () => {
    await run("Angkatan I", "2026-12-07");
    const { talk } = await enrolled("A-I");
    expect(await talk.says("/pindah")).toContain("Belum ada angkatan lain");
    expect(await talk.says("/pindah kelas memasak rendang")).toContain("Saya belum menemukan");
    await run("Angkatan II", "2026-12-14");
    await run("Angkatan III", "2026-12-21");
    expect(await talk.says("/pindah")).toContain("ke kelas yang mana?");
    expect(await talk.taps(/Angkatan III/)).toMatch(/Pindah dari/);
  });

  it("goes to another training where the words name one", async () => {
    await run("Angkatan I", "2026-12-07");
    await world.classOf(await world.training("Pelayanan Publik Prima"), { approval: "tanpa", sessions: ["2026-12-09T08:00/2026-12-09T16:00"] });
    const { talk } = await enrolled("A-I");
    expect(await talk.says("/pindah ke pelayanan publik prima")).toMatch(/ke .*Pelayanan Publik Prima/s);
  });

  it("offers no class that somebody is in already, and loses nothing where one is asked for", async () => {
    const first = await run("Angkatan I", "2026-12-07");
    const prima = await world.classOf(await world.training("Pelayanan Publik Prima"), { approval: "tanpa", sessions: ["2026-12-09T08:00/2026-12-09T16:00"] });
    const { who, talk } = await enrolled("A-I");
    await talk.says("/daftar pelayanan publik prima");
    expect(await talk.says("ya")).toContain("Anda terdaftar");
    expect(await talk.says("/pindah ke pelayanan publik prima")).toContain("Pendaftaran mana");
    expect(await talk.taps(/Arsip/)).toContain("Saya belum menemukan");
    const arsip = (await enrolmentsOf(world.db, tenant, who.personId)).find((it) => it.classId === first);
    const { reply, code } = await world.performs(who, { capability: "change_class", input: { enrolment: arsip?.id, class: prima } });
    expect([code, reply.text]).toEqual(["already", expect.stringContaining("Anda sudah terdaftar atau menunggu di *Pelayanan Publik Prima*")]);
    expect(await statesOf(who)).toEqual({ [first]: "terdaftar", [prima]: "terdaftar" });
  });

  it("offers who names no run one that can be entered, and says what a full one gives before the old seat is let go", async () => {
    await run("Angkatan I", "2026-12-07");
    await world.classOf(await world.training("Pelayanan Publik Prima"), { approval: "tanpa", sessions: ["2026-12-14T08:00/2026-12-14T16:00"] });
    await run("Angkatan II", "2026-12-14");
    const full = await run("Angkatan III", "2026-12-21", { seats: 1 });
    const other = await world.talk(await world.person("Rudi"));
    await other.says("/daftar A-III");
    expect(await other.says("ya")).toContain("Anda terdaftar");
    const { who, talk } = await enrolled("A-I");
    await talk.says("/daftar pelayanan publik prima");
    expect(await talk.says("ya")).toContain("Anda terdaftar");
    // The second clashes with the other class, the third is full: one can only wait for it.
    await talk.says("/pindah");
    expect(await talk.taps(/Arsip/)).toMatch(/ke .*Angkatan III.*Pendaftaran Anda yang lama dilepas\.\nKursi sudah penuh; Anda akan masuk daftar tunggu\.$/s);
    await talk.says("tidak");
    const fourth = await run("Angkatan IV", "2026-12-28", { approval: "petugas" });
    await talk.says("/pindah");
    expect(await talk.taps(/Arsip/)).toMatch(/ke .*Angkatan IV.*Pendaftaran Anda yang lama dilepas\.$/s);
    await talk.says("ya");
    expect(await statesOf(who)).toMatchObject({ [fourth]: "menunggu_petugas" });
    expect((await statesOf(who))[full]).toBeUndefined();
  });

  it("has nothing to move for who is in no class, and moves nobody else's", async () => {
    const first = await run("Angkatan I", "2026-12-07");
    const second = await run("Angkatan II", "2026-12-14");
    const { who } = await enrolled("A-I");
    const rudi = await world.person("Rudi");
    const other = await world.talk(rudi);
    expect(await other.says("/pindah")).toContain("belum terdaftar");
    const [own] = await enrolmentsOf(world.db, tenant, who.personId);
    const { reply } = await world.performs(rudi, { capability: "change_class", input: { enrolment: own?.id, class: second } });
    expect(reply.text).toContain("sudah berubah");
    expect(await statesOf(who)).toEqual({ [first]: "terdaftar" });
  });
});
