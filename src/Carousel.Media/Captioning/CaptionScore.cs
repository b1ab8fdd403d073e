using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;

namespace Carousel.Captioning;

/// <summary>A sentence that a captioner wrote of a picture.</summary>
/// <param name="Words">Its words.</param>
/// <param name="Looks">[words + 1, places]: at each word, and the end, the weight of every place, row by row of the
/// picture; none where the model does not look.</param>
internal sealed record WrittenCaption(IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<float>> Looks)
{
    /// <summary>The words as running text.</summary>
    public string Text => CaptionWords.Join(Words);
}

/// <summary>
/// Scores of sentences against those of people: BLEU and chrF2 against all sentences of each picture.
/// </summary>
internal sealed record CaptionScore
{
    private static readonly JobMetric[] _metrics =
    [
        new("bleu", "BLEU") { HigherIsBetter = true, Decimals = 1 },
        new("chrf2", "chrF2") { HigherIsBetter = true, Decimals = 1 },
        new("exact", "exact") { HigherIsBetter = true, IsShare = true, Decimals = 1 },
        new("distinct", "different sentences") { Abbreviation = "different", Decimals = 0 },
    ];

    /// <summary>How BLEU and chrF2 are counted.</summary>
    public static string Signature { get; } =
        $"BLEU {BleuScore.Signature}, chrF2 {CharacterScore.Signature}, in lower case against all sentences"
            .Replace("nrefs:1", "nrefs:var");

    /// <summary>Measures sentences.</summary>
    /// <param name="key">What files call who wrote them.</param>
    /// <param name="name">What tables call who wrote them.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="found">A sentence for each.</param>
    public CaptionScore(string key, string name, IReadOnlyList<CaptionedPicture> pictures, IEnumerable<string> found)
    {
        string[] written = [.. found.Select(CaptionWords.Plain)];
        string[][] wanted = [.. pictures.Select(p => p.Sentences.Select(CaptionWords.Plain).ToArray())];
        int exact = wanted.Zip(written).Count(p => p.First.Contains(p.Second));
        Found = written;
        Score = new JobScore(key, name, new Dictionary<string, double>
        {
            ["bleu"] = BleuScore.Of(written, wanted).Score,
            ["chrf2"] = CharacterScore.Of(written, wanted),
            ["exact"] = (double)exact / Math.Max(1, written.Length),
            ["distinct"] = written.Distinct().Count(),
        });
    }

    /// <summary>The sentences in the form that is compared.</summary>
    public IReadOnlyList<string> Found { get; }

    /// <summary>The scores; exact sentences equal one of the picture's sentences word for word.</summary>
    public JobScore Score { get; }

    private double Characters => Score.Metrics["chrf2"];

    /// <summary>The table that every job has, and one sentence.</summary>
    /// <param name="scores">The model first, then the baselines.</param>
    public static JobResult Compare(IReadOnlyList<CaptionScore> scores)
    {
        CaptionScore model = scores[0], best = scores.Skip(1).MaxBy(s => s.Characters)!;
        string verdict = model.Characters > best.Characters
            ? ""
            : " Its chrF2 is no better than this baseline's: read the sentences before using it.";
        return new JobResult(
            _metrics, [.. scores.Select(s => s.Score)],
            Invariant.Of(
                $"{FigureText.Percent(model.Score.Metrics["exact"], 1)} of "
                + $"{FigureText.Counted(model.Found.Count, "picture")} get one of their reference sentences word for "
                + $"word; chrF2 {model.Characters:0.0} against {best.Characters:0.0} for {best.Score.Title}.{verdict}"))
        {
            Details = [Signature],
        };
    }
}
