using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;

namespace Carousel.Speech;

/// <summary>Recordings with their transcripts, the recognised text, and the results of the baselines.</summary>
/// <param name="clips">Recordings with known transcripts.</param>
/// <param name="found">What was heard in each.</param>
/// <param name="scores">[T, C] of each.</param>
/// <param name="baselines">How simple methods do.</param>
internal sealed class SpeechMeasurement(
    IReadOnlyList<SpeechClip> clips, IReadOnlyList<Transcription> found, float[][] scores,
    IReadOnlyList<TranscriptScore> baselines)
{
    private const int ShownMistakes = 3;

    private static readonly JobMetric[] _metrics =
    [
        new("wer", "word error rate") { Abbreviation = "WER", IsShare = true, Decimals = 2 },
        new("cer", "character error rate") { Abbreviation = "CER", IsShare = true, Decimals = 2 },
        new("exact", "recordings without an error")
        {
            Abbreviation = "exact",
            HigherIsBetter = true,
            IsShare = true,
            Decimals = 1,
        },
        new("word_end_ms", "ms to a word's end") { Abbreviation = "end ms", Decimals = 0 },
    ];

    public IReadOnlyList<SpeechClip> Clips { get; } = clips;

    public IReadOnlyList<Transcription> Found { get; } = found;

    /// <summary>[T, C] of each.</summary>
    public float[][] Scores { get; } = scores;

    /// <summary>The model, then the baselines.</summary>
    public IReadOnlyList<TranscriptScore> Methods { get; } =
    [
        TranscriptScore.Of("carousel", "carousel", clips, found.Select(f => f.Text)), .. baselines,
    ];

    /// <summary>
    /// The median of how far a heard word's end lies from where its sound ended, in seconds; null where that is not
    /// known.
    /// </summary>
    public double? EndError { get; } = WordMatches.MedianDistance(
        [
            .. clips.Zip(found)
                .SelectMany(
                    p =>
                        WordMatches.Offsets(
                            p.First, [.. p.Second.Words.Select(w => w.Text)], [.. p.Second.Words.Select(w => w.End)])),
        ]);

    /// <summary>Indices of the recordings whose transcript was not recognised exactly.</summary>
    public int[] Wrong { get; } =
        [
            .. Enumerable.Range(0, clips.Count)
                .Where(c => EditDistance.OfWords(clips[c].Transcript, found[c].Text).Errors > 0),
        ];

    /// <summary>The measurement as the table that every job has, and as one sentence.</summary>
    public JobResult ToResult() => new(
        _metrics, [Methods[0].ToScore(EndError), .. Methods.Skip(1).Select(m => m.ToScore())], Sentence())
    {
        Details =
        [
            .. Wrong.Take(ShownMistakes).Select(c => $"{Clips[c].Name}: '{Found[c].Text}' for '{Clips[c].Transcript}'"),
        ],
    };

    private string Sentence()
    {
        EditCounts words = Methods[0].Words;
        TranscriptScore best = Methods.Skip(1).Where(m => !m.IsTold).MinBy(m => m.Words.Rate)!;
        string verdict = words.Rate < best.Words.Rate ? "" : " No better than that simple method.";
        return Invariant.Of(
            $"{words.Substitutions:N0} of {words.Length:N0} words are replaced, {words.Deletions:N0} are missed and "
            + $"{words.Insertions:N0} are added: word error rate {FigureText.Percent(words.Rate, 2)}, against "
            + $"{FigureText.Percent(best.Words.Rate, 2)} for {best.Title}.{verdict}");
    }
}
