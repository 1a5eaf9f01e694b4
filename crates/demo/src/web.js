// The demonstration's page: what is chosen is shown at once, and what the element says is listed.
const form = document.querySelector("form");
form.addEventListener("change", () => form.requestSubmit());

const [list, count] = [document.querySelector("[data-heard]"), document.querySelector("[data-count]")];
for (const name of ["shown", "answered", "stored", "completed", "dismissed", "refused"]) {
  document.addEventListener(`sondage-${name}`, ({ type, detail }) => {
    const line = document.createElement("li");
    line.textContent = `${type} ${JSON.stringify(detail)}`;
    list.append(line);
    count.value = list.children.length;
  });
}
