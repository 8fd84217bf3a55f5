import { Command, CommanderError } from "commander";
import { addAuditCommands } from "./audit.ts";
import { addBackupCommands } from "./backup.ts";
import { addChannelCommands } from "./channels.ts";
import { addChatCommand } from "./chat.ts";
import { addCalendarCommands } from "./classes/calendar.ts";
import { addCertificateCommands } from "./classes/certificates.ts";
import { addClassCommands } from "./classes/class.ts";
import { addDegreeCommands } from "./classes/class-degree.ts";
import { addNationalCommands } from "./classes/class-national.ts";
import { addPlanCommands } from "./classes/class-plan.ts";
import { addCommunityCommands } from "./classes/community.ts";
import { addCompletionCommands } from "./classes/completion.ts";
import { addMentoringCommands } from "./classes/mentoring.ts";
import { addNeedCommands } from "./classes/needs.ts";
import { addSeriesCommands } from "./classes/series.ts";
import type { CommandHost } from "./command-host.ts";
import { addDemoCommands } from "./demo.ts";
import { addFeedbackCommands } from "./feedback/feedback.ts";
import { addSurveyCommands } from "./feedback/survey.ts";
import { CommandFailed } from "./io.ts";
import { addEvalCommand } from "./knowledge/eval.ts";
import { addHandoffCommands } from "./knowledge/handoff.ts";
import { addKnowledgeCommands } from "./knowledge/knowledge.ts";
import { addModelCommands } from "./knowledge/model.ts";
import { addAdminCommands } from "./people/admin.ts";
import { addPeopleCommands } from "./people/people.ts";
import { addPeopleChats } from "./people/people-chats.ts";
import { addRightsCommands } from "./people/rights.ts";
import { readable } from "./readable.ts";
import { addCompetencyCommands } from "./training/competency.ts";
import { addTrainingCommands } from "./training/training.ts";

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
