using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Pictures;

namespace Carousel.Tasks.Captioning;

/// <summary>The report of a captioner: how near its sentences come to those of people, and where it looked at each word.</summary>
internal static class CaptionReport
{
    private const int ShownLooks = 6;
    private const int ShownWords = 16;
    private const int ShownPictures = 24;

    public static ReportDocument Make(
        CaptionPlan plan, Captioner captioner, JobResult result, IReadOnlyList<(IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<float>> Looks)> found,
        IReadOnlyList<CaptionScore> scores, string command)
    {
        var sections = new List<Section> { Result(plan, result), Sentences(plan, scores) };
        if (plan.Design.Attention is not null)
        {
            sections.Insert(1, Looks(plan, found));
        }

        sections.Add(JobSections.TrainingByScore(captioner.Summary, "Validation loss by epoch (lower is better)"));
        sections.Add(JobSections.Settings(plan, captioner.Summary, plan.Training, [], command));
        return new ReportDocument($"Sentences for {Path.GetFileName(plan.DataName)}", result.Sentence, sections) { Kicker = $"carousel caption · {plan.DataName}" };
    }

    private static Section Result(CaptionPlan plan, JobResult result) => new("Result",
    [
        new Table(
            [new TableColumn("", Alignment.Left), .. result.Metrics.Select(m => new TableColumn(m.Title))],
            [.. result.Scores.Select((s, k) => new TableRow(
                [new TableCell(s.Title), .. result.Metrics.Select(m => new TableCell(Value(m, s.Metrics[m.Key])))], IsEmphasised: k == 0))])
        {
            Note = result.Details[0],
        },
    ])
    {
        Lead = $"{FigureText.Counted(plan.Data.Test.Count, "picture")} that no method learned from. A sentence can be true and yet not the one that was said: read some below.",
    };

    private static Section Looks(CaptionPlan plan, IReadOnlyList<(IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<float>> Looks)> found)
    {
        var blocks = new List<Block>();
        int stride = Math.Max(1, found.Count / ShownLooks);
        for (int k = 0; k < found.Count && blocks.Count < ShownLooks; k += stride)
        {
            CaptionedPicture picture = plan.Data.Test[k];
            Picture pixels = picture.Read();
            byte[] png = PngFile.Write(pixels);
            int columns = plan.Design.Features.Width;
            ReportPicture[] words =
            [
                .. found[k].Words.Take(ShownWords).Select((word, w) => new ReportPicture(png, word, $"Where it looked at the word '{word}': {Place(found[k].Looks[w], columns)}.")
                {
                    Light = Light(found[k].Looks[w]),
                    LightColumns = columns,
                }),
            ];
            if (words.Length > 0)
            {
                blocks.Add(new PictureStrip(CaptionWords.Join(found[k].Words), words) { Caption = $"{picture.Name}; said of it: {picture.Sentences[0]}" });
            }
        }

        return new Section("Where it looked", blocks) { Lead = "The picture at each word that was written: bright where the weight is, dark where there is none." };
    }

    private static Section Sentences(CaptionPlan plan, IReadOnlyList<CaptionScore> scores)
    {
        int stride = Math.Max(1, plan.Data.Test.Count / ShownPictures);
        int[] shown = [.. Enumerable.Range(0, plan.Data.Test.Count).Where(k => k % stride == 0).Take(ShownPictures)];
        return new Section("Sentences",
        [
            new Table(
                [new TableColumn("picture", Alignment.Left), .. scores.Select(s => new TableColumn(s.Name, Alignment.Left)), new TableColumn("said of it", Alignment.Left)],
                [.. shown.Select(k => new TableRow(
                    [new TableCell(plan.Data.Test[k].Name), .. scores.Select(s => new TableCell(s.Found[k])), new TableCell(plan.Data.Test[k].Sentences[0])]))]),
        ]);
    }

    private static float[] Light(IReadOnlyList<float> look)
    {
        float most = Math.Max(look.Max(), 1e-6f);
        return [.. look.Select(w => w / most)];
    }

    private static string Place(IReadOnlyList<float> look, int columns)
    {
        int place = 0;
        for (int k = 1; k < look.Count; k++)
        {
            place = look[k] > look[place] ? k : place;
        }

        return string.Create(CultureInfo.InvariantCulture, $"most at row {(place / columns) + 1} of {look.Count / columns}, column {(place % columns) + 1} of {columns}, {look[place]:P0}");
    }

    private static string Value(JobMetric metric, double value) =>
        metric.IsShare ? FigureText.Percent(value, metric.Decimals ?? 1) : value.ToString(metric.Decimals == 0 ? "0" : "0.0", CultureInfo.InvariantCulture);
}
