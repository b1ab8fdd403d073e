using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Sound;
using Carousel.Report;

namespace Carousel.Speech;

/// <summary>
/// What the report of a transcriber shows: kinds of errors, where in the sound each symbol was seen, what is heard as
/// what, recordings with errors.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="transcriber">The model.</param>
/// <param name="measured">What was measured.</param>
internal sealed class SpeechReport(SpeechPlan plan, Transcriber transcriber, SpeechMeasurement measured)
{
    private const int ShownAlignments = 4, ShownMistakes = 20, ShownConfusions = 15, MostShownSteps = 250;

    /// <summary>What the job adds to its report.</summary>
    public JobPage Page() => new(
        $"Transcripts of {Path.GetFileName(plan.DataName)}",
        $"{FigureText.Counted(measured.Clips.Count, "recording")} of {SpeechData.Length(measured.Clips)} with "
        + $"{FigureText.Counted(measured.Methods[0].Words.Length, "word")}, which no method was trained on. The word "
        + "error rate is the smallest number of replaced, missed and added words, divided by the number of words in "
        + $"the references.{Timing()}",
        [Alignments(), Mistakes()])
    {
        Below =
        [
            Table.Of(["", "words replaced", "missed", "added"], measured.Methods.Select(m => (string[])
                [
                    m.Title, FigureText.Count(m.Words.Substitutions), FigureText.Count(m.Words.Deletions),
                    FigureText.Count(m.Words.Insertions),
                ])),
        ],
        ScoreTitle = "Wrong symbols of the validation set by epoch",
        LossTitle = "Training loss by epoch, nats per recording",
        Settings = Settings(),
    };

    private Section Alignments()
    {
        bool[] isWrong = new bool[measured.Clips.Count];
        Array.ForEach(measured.Wrong, c => isWrong[c] = true);
        ILookup<bool, int> fitting = Enumerable.Range(0, isWrong.Length).Where(Fits).ToLookup(c => isWrong[c]);
        int half = ShownAlignments / 2;
        int[] shown =
        [
            .. fitting[false].Take(Math.Max(half, ShownAlignments - fitting[true].Count())),
            .. fitting[true].Take(half),
        ];
        return new Section("Symbols over time", [.. shown.Select(Drawn)])
        {
            Lead =
                "The probability of each symbol at each step, as the network gives it; between symbols it predicts the "
                + "blank, which is not drawn. A symbol often appears for only a step or two of its word: such networks "
                + "learn to answer like this.",
        };

        bool Fits(int clip) =>
            measured.Clips[clip].Recording.Seconds / transcriber.Design.Features.SecondsPerRow <= MostShownSteps
                && measured.Found[clip].Words.Count > 0;
    }

    private LineChart Drawn(int clip)
    {
        int C = transcriber.Symbols.Classes, T = measured.Scores[clip].Length / C;
        var probabilities = new double[T][];
        for (int t = 0; t < T; t++)
        {
            probabilities[t] = new double[C];
            CtcScores.Normalize(measured.Scores[clip].AsSpan(t * C, C), probabilities[t]);
        }

        double seconds = transcriber.Design.Features.SecondsPerRow;
        int[] seen =
        [
            .. Enumerable.Range(1, C - 1).Where(c => probabilities.Any(p => Math.Exp(p[c]) > 0.1))
                .OrderByDescending(c => probabilities.Max(p => p[c])).Take(10).Order(),
        ];
        Transcription found = measured.Found[clip];
        IEnumerable<string> words = found.Words.Select(
            w => Invariant.Of($"{w.Text} {w.Start:0.00}–{w.End:0.00} s"));
        return new LineChart(
            $"Reference: {measured.Clips[clip].Transcript}. Transcript: {found.Text}",
            Axis.Number("seconds", [.. Enumerable.Range(0, T).Select(t => Math.Round(t * seconds, 3))]),
            [
                .. seen.Select(
                    c =>
                        new Series(
                            transcriber.Symbols[c] == " " ? "(space)" : transcriber.Symbols[c],
                            [.. probabilities.Select(p => Math.Exp(p[c]))])),
            ])
        {
            ValueName = "probability",
            Caption = $"{measured.Clips[clip].Name}. {string.Join(", ", words)}",
        };
    }

    private string Timing() => measured.EndError is not { } seconds ? "" : Invariant.Of(
        $" Half of the recognised words are timed to within {1000 * seconds:0} ms of the end of their sound.");

    private Section Mistakes()
    {
        int[] wrong = measured.Wrong;
        var confusions = wrong
            .Select(
                c =>
                    (Said: measured.Clips[c].Transcript.Split(' '), Heard: measured.Found[c].Words.Select(w => w.Text)
                        .ToArray()))
            .Where(p => p.Said.Length == p.Heard.Length)
            .SelectMany(p => p.Said.Zip(p.Heard)).Where(p => p.First != p.Second).CountBy(p => p)
            .OrderByDescending(g => g.Value).Take(ShownConfusions);
        return new Section("Recordings with errors",
        [
            Table.Of(
                ["", "reference", "transcript"],
                TextTable.Spread(wrong, ShownMistakes).Select(c => (string[])
                [measured.Clips[c].Name, measured.Clips[c].Transcript, measured.Found[c].Text])),
            Table.Of(
                ["reference", "transcript", "times"],
                confusions.Select(g => (string[])[g.Key.First, g.Key.Second, FigureText.Count(g.Value)])) with
            {
                Caption = "Confused words, in recordings whose transcript has as many words as the reference",
            },
        ])
        {
            Lead = $"{FigureText.Count(wrong.Length)} of {FigureText.Count(measured.Clips.Count)} have one or more.",
        };
    }

    private Fact[] Settings()
    {
        SpeechDesign design = transcriber.Design;
        SoundVariation variation = plan.Options.Sound.Variation;
        return
        [
            new(
                "variation",
                Invariant.Of(
                    $"speed ±{variation.Speed}, vocal tract ±{variation.Tract}, noise on a share of {variation.Noise}, "
                    + $"masks {plan.Options.Sound.Masks}")),
            new(
                "decoding",
                design.BeamWidth == 1
                    ? "likeliest symbol of each step"
                    : $"prefix beam of {design.BeamWidth}"),
        ];
    }
}
