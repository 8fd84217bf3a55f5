import type { Item, Survey } from "./survey.ts";

const texts = {
  item: (at: number, id: string, why: string) => `Butir ${at} (${id}): ${why}. Pakai id baru, supaya hasil yang lama tetap terbaca.`,
  kind: "dalam edisi atau survei lain jenisnya berbeda",
  steps: (count: number) => `dalam edisi atau survei lain pilihannya ${count}`,
  moved: (label: string, value: number) => `pilihan "${label}" dulu bernilai ${value}`,
  range: (least: number, most: number) => `jawaban dulu dari ${least} sampai ${most}`,
  unit: (unit: string) => `satuannya dulu ${unit}`,
};

/**
 * Totals are kept by the id of an item and add up over editions: an id that was asked once stands for the same kind of answers for ever. What
 * of a new edition breaks that, Indonesian, one line each; other words for the same steps do not.
 */
export function changedIds(survey: Survey, editions: Survey[]): string[] {
  return survey.items.flatMap((it, at) => {
    const before = editions.flatMap((one) => one.items.filter((other) => other.id === it.id));
    const [why] = before.flatMap((one) => changeOf(one, it) ?? []);
    return why === undefined ? [] : [texts.item(at + 1, it.id, why)];
  });
}

function changeOf(before: Item, now: Item): string | undefined {
  if (before.kind === "number" && now.kind === "number") {
    if ((before.unit ?? "") !== (now.unit ?? "")) return texts.unit(before.unit ?? "-");
    return now.least > before.least || now.most < before.most ? texts.range(before.least, before.most) : undefined;
  }
  if ((before.kind === "scale" && now.kind === "scale") || (before.kind === "matrix" && now.kind === "matrix")) {
    if (before.choices.length !== now.choices.length) return texts.steps(before.choices.length);
    const values = new Map(before.choices.map((it) => [it.label.toLowerCase(), it.value]));
    const moved = now.choices.find((it) => (values.get(it.label.toLowerCase()) ?? it.value) !== it.value);
    return moved && texts.moved(moved.label, values.get(moved.label.toLowerCase()) ?? 0);
  }
  return before.kind === now.kind ? undefined : texts.kind;
}
