using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Pictures;
using Carousel.Report;

namespace Carousel.Captioning;

/// <summary>What the report of a captioner shows: what it wrote, and where it looked at each word.</summary>
/// <param name="plan">The plan.</param>
/// <param name="written">The model's sentences of the test part.</param>
/// <param name="scores">Their scores and those of the baselines.</param>
internal sealed class CaptionReport(
    CaptionPlan plan, IReadOnlyList<WrittenCaption> written, IReadOnlyList<CaptionScore> scores)
{
    private const int ShownLooks = 6, ShownWords = 16, ShownPictures = 24;

    private readonly IReadOnlyList<CaptionedPicture> _pictures = plan.Data.Parts.Test;

    /// <summary>What the job adds to its report.</summary>
    public JobPage Page() => new(
        $"Sentences for {Path.GetFileName(plan.DataName)}",
        $"{FigureText.Counted(_pictures.Count, "picture")} that no method was trained on. A sentence can be correct "
        + $"and still differ from the reference: read some below.",
        [.. Optional.Of(plan.Design.Attention is null ? null : Looks()), Sentences()])
    {
        Note = CaptionScore.Signature,
        ScoreTitle = "Validation loss by epoch (lower is better)",
    };

    private Section Looks()
    {
        int columns = plan.Design.Features.Width;
        int[] shown = [.. Spread(ShownLooks).Where(k => written[k].Words.Count > 0)];
        return new Section("Attention", [.. shown.Select(k =>
        {
            byte[] png = PngFile.Write(_pictures[k].Read());
            return new PictureStrip(written[k].Text,
            [
                .. written[k].Words.Take(ShownWords)
                    .Zip(
                        written[k].Looks,
                        (word, look) =>
                            new ReportPicture(
                                png, word, $"Attention at the word '{word}': {Place(look, columns)}.")
                            {
                                Light = Light(look),
                                LightColumns = columns,
                            }),
            ])
            {
                Caption = $"{_pictures[k].Name}; reference: {_pictures[k].Sentences[0]}",
            };
        })])
        {
            Lead = "The picture at each word that was written: bright where the weight is high, dark where it is low.",
        };
    }

    private Section Sentences() => new("Sentences",
    [
        Table.Of(
            ["picture", .. scores.Select(s => s.Score.Title), "reference"],
            Spread(ShownPictures)
                .Select(
                    k => (string[])[_pictures[k].Name, .. scores.Select(s => s.Found[k]), _pictures[k].Sentences[0]])),
    ]);

    private IEnumerable<int> Spread(int count)
    {
        int stride = Math.Max(1, _pictures.Count / count);
        return Enumerable.Range(0, _pictures.Count).Where(k => k % stride == 0).Take(count);
    }

    private static float[] Light(IReadOnlyList<float> look)
    {
        float most = Math.Max(look.Max(), 1e-6f);
        return [.. look.Select(w => w / most)];
    }

    private static string Place(IReadOnlyList<float> look, int columns)
    {
        int place = Likeliest.Of([.. look]);
        return Invariant.Of(
            $"most at row {(place / columns) + 1} of {look.Count / columns}, column {(place % columns) + 1} "
            + $"of {columns}, {look[place]:P0}");
    }
}
