import type { WrittenTable } from "../../people/table/write-table.ts";
import type { Competency } from "../dictionary/dictionary.ts";
import type { CompetencyMapping } from "./mapping.ts";

const guide = {
  name: "Petunjuk",
  headers: ["Kolom", "Isi"],
  wide: "Satu kolom tiap kompetensi: isi level 0 sampai 5, atau kosongkan bila tidak dinilai. Kolom kompetensi lain boleh ditambahkan dengan namanya.",
};

/** An empty table of assessment results in wide form: a row a person, a column a managerial or socio-cultural competency. */
export function resultsTemplate(mapping: CompetencyMapping, dictionary: Competency[]): WrittenTable[] {
  const shown = mapping.results.filter((it) => it.id !== "kompetensi" && it.id !== "level");
  const core = dictionary.filter((it) => it.kind !== "teknis").map((it) => it.name);
  const headers = [...shown.map((it) => it.names[0] ?? it.id), ...core];
  return [
    { name: "Hasil", headers, rows: [], textColumns: [headers.indexOf(shown[0]?.names[0] ?? "")], widths: headers.map((it) => Math.max(14, it.length + 2)) },
    {
      name: guide.name,
      headers: guide.headers,
      rows: [...shown.map((it) => [it.names[0] ?? it.id, it.hint]), [core.join(", "), guide.wide]],
      widths: [40, 100],
    },
  ];
}
