import { Command, CommanderError } from "commander";
import { addAdminCommands } from "./admin.ts";
import { addAuditCommands } from "./audit.ts";
import { addBackupCommands } from "./backup.ts";
import { addCalendarCommands } from "./calendar.ts";
import { addCertificateCommands } from "./certificates.ts";
import { addChannelCommands } from "./channels.ts";
import { addChatCommand } from "./chat.ts";
import { addClassCommands } from "./class.ts";
import { addDegreeCommands } from "./class-degree.ts";
import { addNationalCommands } from "./class-national.ts";
import { addPlanCommands } from "./class-plan.ts";
import type { CommandHost } from "./command-host.ts";
import { addCommunityCommands } from "./community.ts";
import { addCompetencyCommands } from "./competency.ts";
import { addCompletionCommands } from "./completion.ts";
import { addDemoCommands } from "./demo.ts";
import { addEvalCommand } from "./eval.ts";
import { addFeedbackCommands } from "./feedback.ts";
import { addHandoffCommands } from "./handoff.ts";
import { CommandFailed } from "./io.ts";
import { addKnowledgeCommands } from "./knowledge.ts";
import { addMentoringCommands } from "./mentoring.ts";
import { addModelCommands } from "./model.ts";
import { addNeedCommands } from "./needs.ts";
import { addPeopleCommands } from "./people.ts";
import { addPeopleChats } from "./people-chats.ts";
import { readable } from "./readable.ts";
import { addRightsCommands } from "./rights.ts";
import { addSeriesCommands } from "./series.ts";
import { addSurveyCommands } from "./survey.ts";
import { addTrainingCommands } from "./training.ts";

/** The whole command line as one tree; the same for a terminal and for the service's control socket. */
export function buildProgram(host: CommandHost): Command {
  const program = new Command("kawan")
    .description("Kawan ASN from the command line. Settings are environment variables: npm start -- --help")
    .exitOverride()
    .configureOutput({ writeOut: host.io.out, writeErr: host.io.err })
    .showHelpAfterError("(add --help for what is possible)");
  addChatCommand(program, host);
  addKnowledgeCommands(program, host);
  addChannelCommands(program, host);
  addPeopleCommands(program, host);
  addPeopleChats(program, host);
  addRightsCommands(program, host);
  addHandoffCommands(program, host);
  addAdminCommands(program, host);
  addAuditCommands(program, host);
  addDemoCommands(program, host);
  addCompetencyCommands(program, host);
  addNeedCommands(program, host);
  addTrainingCommands(program, host);
  addClassCommands(program, host);
  addNationalCommands(program, host);
  addPlanCommands(program, host);
  addDegreeCommands(program, host);
  addMentoringCommands(program, host);
  addCommunityCommands(program, host);
  addSeriesCommands(program, host);
  addCalendarCommands(program, host);
  addCompletionCommands(program, host);
  addCertificateCommands(program, host);
  addFeedbackCommands(program, host);
  addSurveyCommands(program, host);
  addModelCommands(program, host);
  addEvalCommand(program, host);
  addBackupCommands(program, host);
  inheritSettings(program);
  return program;
}

/** Runs one command line; returns its exit code. Never throws. */
export async function runProgram(argv: string[], host: CommandHost): Promise<number> {
  try {
    await buildProgram(host).parseAsync(argv, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode; // it has printed its own sentence
    if (error instanceof CommandFailed) {
      if (error.message) host.io.err(`${error.message}\n`);
      return error.exitCode;
    }
    host.io.err(`${readable(error)}\n`);
    return 1;
  }
}

/** Subcommands report through the same output. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritSettings(child);
  }
}
