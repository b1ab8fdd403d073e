using Carousel.Inspection.Looks;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>
/// What <c>carousel inspect --json</c> ends with: one object on one line; of several looks an array of them.
/// </summary>
internal static class InspectionJsonLine
{
    /// <summary>Writes what was found.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="results">One at least.</param>
    public static void Write(Terminal terminal, IReadOnlyList<InspectionResult> results) =>
        terminal.Out.WriteLine(JsonText.Of(json =>
        {
            if (results.Count == 1)
            {
                FindingJson.Write(json, results[0].Question, results[0].Figures, results[0].Holds, results[0].Sentence);
                return;
            }

            json.WriteStartObject();
            json.WriteStartArray("inspections");
            foreach (InspectionResult result in results)
            {
                FindingJson.Write(
                    json, result.Question, result.Figures, result.Holds, result.Sentence,
                    before => before.WriteString("inspection", result.Name));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
}
