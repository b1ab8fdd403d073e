using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>The report of a reader of drawings: the table, what it read right and wrong, the training.</summary>
internal static class RecogniserReport
{
    private const int MostShown = 12;

    /// <summary>Makes the report.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="model">The model.</param>
    /// <param name="result">How it did.</param>
    /// <param name="symbols">Classes or symbols.</param>
    /// <param name="read">What it read in the drawings that measure.</param>
    /// <param name="command">The command that makes it again.</param>
    public static ReportDocument Make(
        RecogniserPlan plan, RecogniserModel model, JobResult result, IReadOnlyList<string> symbols, IReadOnlyList<string> read, string command)
    {
        Section[] sections =
        [
            JobSections.Result(result, $"{plan.Set.Test.Count} drawings that nothing was learned from or chosen by."), Read(plan, read),
            JobSections.Training(model.Summary, "drawings"), JobSections.Settings(plan, plan.Parts.Fingerprint(), command),
        ];
        return new ReportDocument(plan.Design.IsLine ? "A reader of written lines" : "A reader of drawings", result.Sentence, sections)
        {
            Kicker = $"carousel write · {plan.DataName} · {FigureText.Counted(symbols.Count, plan.Design.IsLine ? "symbol" : "label")}",
        };
    }

    private static Section Read(RecogniserPlan plan, IReadOnlyList<string> read)
    {
        (Drawing Drawing, string Read)[] all = [.. plan.Set.Test.Zip(read)];
        (Drawing Drawing, string Read)[] right = [.. all.Where(a => a.Read == a.Drawing.Label).DistinctBy(a => a.Drawing.Label).Take(MostShown)];
        (Drawing Drawing, string Read)[] wrong = [.. all.Where(a => a.Read != a.Drawing.Label).Take(MostShown)];
        var blocks = new List<Block>();
        if (right.Length > 0)
        {
            blocks.Add(new LineDrawings("Read right", [.. right.Select(a => StrokeSvg.Figure(a.Drawing, a.Read))]));
        }

        if (wrong.Length > 0)
        {
            blocks.Add(new LineDrawings("Read wrong", [.. wrong.Select(a => StrokeSvg.Figure(a.Drawing, $"{(a.Read.Length == 0 ? "nothing" : a.Read)}, is {a.Drawing.Label}"))]));
        }

        return new Section("What it read", blocks) { Lead = "The first ones of the part that measures." };
    }
}
