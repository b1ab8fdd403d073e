using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Decoding;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Speech;

/// <summary>The report of a transcriber: how many errors, what is heard as what, where in the sound each symbol was seen, recordings with errors.</summary>
internal static class SpeechReport
{
    private const int ShownAlignments = 4;
    private const int ShownMistakes = 20;
    private const int ShownConfusions = 15;
    private const int MostShownSteps = 250;

    public static ReportDocument Make(SpeechPlan plan, Transcriber transcriber, SpeechMeasurement measured, string command)
    {
        Section[] sections = [Result(measured), Alignments(transcriber, measured), Mistakes(measured), Training(transcriber.Summary), Settings(plan, transcriber, command)];
        string headline = SpeechResults.Sentence(measured).Replace(" %", "\u00a0%", StringComparison.Ordinal);
        return new ReportDocument($"Transcripts of {Path.GetFileName(plan.DataName)}", headline, sections) { Kicker = $"carousel transcribe · {plan.DataName}" };
    }

    private static Section Result(SpeechMeasurement measured)
    {
        (string Title, TranscriptErrors Errors)[] rows = [("carousel", measured.Model), .. measured.Baselines.Select(b => (b.Method.Title, b.Errors))];
        return new Section("Result",
        [
            new Table(
                [new("", Alignment.Left), new("word error rate"), new("replaced"), new("missed"), new("added"), new("character error rate"), new("recordings without an error")],
                [.. rows.Select((r, k) => new TableRow(
                    [
                        new TableCell(r.Title), new TableCell(Percent(r.Errors.Words.Rate)), new TableCell(Count(r.Errors.Words.Substitutions)), new TableCell(Count(r.Errors.Words.Deletions)),
                        new TableCell(Count(r.Errors.Words.Insertions)), new TableCell(Percent(r.Errors.Characters.Rate)), new TableCell(Percent(r.Errors.Exact)),
                    ],
                    IsEmphasised: k == 0))]),
        ])
        {
            Lead = $"{FigureText.Counted(measured.Clips.Count, "recording")} of {SpeechData.Length(measured.Clips)} with {FigureText.Counted(measured.Model.Words.Length, "word")}, which no method learned from. The word error rate is the fewest words replaced, missed and added, for each word that was said.{(measured.EndError is { } seconds ? string.Create(CultureInfo.InvariantCulture, $" Half of the words that were heard are timed to within {1000 * seconds:0} ms of where their sound ends.") : "")}",
        };
    }

    private static Section Alignments(Transcriber transcriber, SpeechMeasurement measured)
    {
        int[] right = [.. Enumerable.Range(0, measured.Clips.Count).Where(c => measured.IsRight(c) && Fits(c))], wrong = [.. Enumerable.Range(0, measured.Clips.Count).Where(c => !measured.IsRight(c) && Fits(c))];
        int half = ShownAlignments / 2;
        int[] shown = [.. right.Take(Math.Max(half, ShownAlignments - wrong.Length)), .. wrong.Take(half)];
        return new Section("Which symbol at which time", [.. shown.SelectMany(c => Drawn(transcriber, measured, c))])
        {
            Lead = "The probability of each symbol at each step, as the network gives it; between symbols it says the blank, which is not drawn. A symbol that is seen for a step or two stands for the whole word: that is how such networks learn to answer.",
        };

        bool Fits(int clip) => measured.Clips[clip].Recording.Seconds / transcriber.Design.Features.SecondsPerRow <= MostShownSteps && measured.Found[clip].Words.Count > 0;
    }

    private static IEnumerable<Block> Drawn(Transcriber transcriber, SpeechMeasurement measured, int clip)
    {
        int C = transcriber.Symbols.Classes, T = measured.Scores[clip].Length / C;
        var probabilities = new double[T][];
        for (int t = 0; t < T; t++)
        {
            probabilities[t] = new double[C];
            CtcScores.Normalise(measured.Scores[clip].AsSpan(t * C, C), probabilities[t]);
        }

        double seconds = transcriber.Design.Features.SecondsPerRow;
        int[] seen = [.. Enumerable.Range(1, C - 1).Where(c => probabilities.Any(p => Math.Exp(p[c]) > 0.1)).OrderByDescending(c => probabilities.Max(p => p[c])).Take(10).Order()];
        Transcription found = measured.Found[clip];
        yield return new LineChart(
            $"Said: {measured.Clips[clip].Transcript}. Heard: {found.Text}",
            Axis.Number("seconds", [.. Enumerable.Range(0, T).Select(t => Math.Round(t * seconds, 3))]),
            [.. seen.Select(c => new Series(transcriber.Symbols[c] == " " ? "(space)" : transcriber.Symbols[c], [.. probabilities.Select(p => Math.Exp(p[c]))]))])
        {
            ValueName = "probability",
            Caption = $"{measured.Clips[clip].Name}. {string.Join(", ", found.Words.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Text} {w.Start:0.00}–{w.End:0.00} s")))}",
        };
    }

    private static Section Mistakes(SpeechMeasurement measured)
    {
        int[] wrong = [.. Enumerable.Range(0, measured.Clips.Count).Where(c => !measured.IsRight(c))];
        int stride = Math.Max(1, wrong.Length / ShownMistakes);
        var confusions = wrong
            .Select(c => (Said: measured.Clips[c].Transcript.Split(' '), Heard: measured.Found[c].Words.Select(w => w.Text).ToArray()))
            .Where(p => p.Said.Length == p.Heard.Length)
            .SelectMany(p => p.Said.Zip(p.Heard)).Where(p => p.First != p.Second).GroupBy(p => p).OrderByDescending(g => g.Count()).Take(ShownConfusions);
        return new Section("Recordings with errors",
        [
            new Table(
                [new("", Alignment.Left), new("said", Alignment.Left), new("heard", Alignment.Left)],
                [.. wrong.Where((_, k) => k % stride == 0).Take(ShownMistakes).Select(c => TableRow.Of(measured.Clips[c].Name, measured.Clips[c].Transcript, measured.Found[c].Text))]),
            new Table(
                [new("said", Alignment.Left), new("heard", Alignment.Left), new("times")],
                [.. confusions.Select(g => TableRow.Of(g.Key.First, g.Key.Second, Count(g.Count())))]) { Caption = "Words heard as others, in recordings where as many words were heard as were said" },
        ])
        {
            Lead = $"{Count(wrong.Length)} of {Count(measured.Clips.Count)} have one or more.",
        };
    }

    private static Section Training(FitSummary summary)
    {
        double[] losses = [.. summary.History.Select(e => e.TrainingLoss)], scores = [.. summary.History.Select(e => e.Score ?? double.NaN)];
        return new Section("Training",
        [
            .. summary.BestScore is null
                ? Array.Empty<Block>()
                : [new LineChart("Wrong symbols of the validation part by epoch", Axis.Range("epoch", 1, Math.Max(1, scores.Length)), [new Series("validation", scores, SeriesRole.Forecast)]) { Width = ChartWidth.Half }],
            new LineChart("Training loss by epoch, nats a recording", Axis.Range("epoch", 1, Math.Max(1, losses.Length)), [new Series("training", losses, SeriesRole.Plain)]) { Width = ChartWidth.Half },
        ])
        {
            Lead = summary.BestScore is null ? "Nothing was set aside to validate: the last epoch is kept." : $"The best epoch on the validation part was {summary.BestEpoch}; its parameters are kept.",
        };
    }

    private static Section Settings(SpeechPlan plan, Transcriber transcriber, string command)
    {
        TrainingChoices training = plan.Training;
        SpeechDesign design = transcriber.Design;
        SoundVariation variation = plan.Options.Sound.Over(SpeechSound.Variation);
        return new Section("Settings and data",
        [
            new Facts(
            [
                .. plan.Facts.Select(f => new Fact(f.Name, f.Fact)),
                new Fact("parameters", Count((int)transcriber.Summary.Parameters)),
                new Fact("training", string.Create(CultureInfo.InvariantCulture, $"{training.Optimizer}, learning rate {training.LearningRate}, {training.Schedule}, batch {training.Batch}, {training.Epochs} epochs")),
                new Fact("variation", string.Create(CultureInfo.InvariantCulture, $"speed ±{variation.Speed}, vocal tract ±{variation.Tract}, noise on a share of {variation.Noise}, masks {plan.Options.Sound.Masks ?? SpeechSound.Masks}")),
                new Fact("decoding", design.BeamWidth == 1 ? "likeliest symbol of each step" : $"prefix beam of {design.BeamWidth}{(plan.Options.Decoding.Language is null ? "" : ", language model")}"),
                new Fact("seed", $"{transcriber.Summary.Seed}"),
            ]),
            new CodeBlock(command) { Caption = "The command that makes it again" },
        ]);
    }

    private static string Percent(double share) => FigureText.Percent(share, 2).Replace(" ", "\u00a0", StringComparison.Ordinal);

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
