// The text box: grows with its words, sends on Enter, says what it cannot send.

const most = Number(document.body.dataset.most);
const number = (it) => it.toLocaleString("id-ID");
const texts = {
  empty: "Tulis pertanyaan Anda dahulu.",
  tooLong: (length) => `Pesan terlalu panjang: ${number(length)} dari ${number(most)} huruf. Mohon diringkas.`,
};

/** `send(text)` is called with what may go out; nothing is ever cut. */
export function watchBox({ form, box, wrong }, send) {
  function measure() {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
    wrong.textContent = box.value.length > most ? texts.tooLong(box.value.length) : "";
  }

  function submit() {
    const text = box.value.trim();
    if (text === "" || text.length > most) {
      wrong.textContent = text === "" ? texts.empty : texts.tooLong(text.length);
      box.focus();
      return;
    }
    box.value = "";
    measure();
    send(text);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("input", measure);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  if (matchMedia("(pointer: fine)").matches) box.focus();
}
