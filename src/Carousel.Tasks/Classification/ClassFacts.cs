using System.Globalization;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Classification;

/// <summary>What was found and decided, shown before the work starts.</summary>
internal static class ClassFacts
{
    private const int MostClasses = 8;

    public static IReadOnlyList<JobFact> Of(ClassPlan plan)
    {
        ClassDesign design = plan.Design;
        string vocabulary = plan.Encoder.Symbols is { } symbols
            ? $"; {FigureText.Counted(symbols.Count - 1, design.Input == ClassInput.Characters ? "character" : "word")}"
            : design.Flags ? "; gaps are marked" : "";
        string checkedOn = design.Ensemble == 1
            ? $"checked on one of {plan.Training.Folds} parts of what it learns from"
            : $"each checked on its own of {plan.Training.Folds} parts of what they learn from";
        return
        [
            OfData(plan.Split.Train),
            .. plan.Split.Train.Notes.Select(n => new JobFact("reading", n)),
            new JobFact("classes", Classes(plan)),
            new JobFact("split", plan.Split.IsOwnFile
                ? $"{Count(plan, plan.Split.Train)} teach, {Count(plan, plan.Split.Test)} of {plan.Split.Test.Name} measure"
                : $"{Count(plan, plan.Split.Train)} teach, {Count(plan, plan.Split.Test)} measure, {(plan.Split.IsByGroup ? $"by groups: {Groups(plan.Split.Test)}" : "chosen by seed with every class in its share")}"),
            new JobFact("model", string.Create(
                CultureInfo.InvariantCulture,
                $"{(design.Ensemble > 1 ? $"{design.Ensemble} networks: " : "")}{design.Cell.Describe()}, {design.Pooling.ToString().ToLowerInvariant()} pooling{vocabulary}; {checkedOn}")),
        ];
    }

    public static JobFact OfData(ClassData data)
    {
        int[] lengths = [.. data.Samples.Select(s => data.IsText ? TextUnits.Words(s.Text).Count() : data.StepsOf(s))];
        string longest = FigureText.Counted(lengths.Max(), data.IsText ? "word" : "step");
        string size = lengths.Min() == lengths.Max() ? longest : $"{FigureText.Count(lengths.Min())} to {longest}";
        return new JobFact("data", data.IsText
            ? $"{FigureText.Counted(lengths.Length, "text")} of {size}"
            : data.Sound is { } sound ? OfSound(data, sound)
            : $"{FigureText.Counted(lengths.Length, "sequence")} of {size}, {(data.Channels.Count == 1 ? "one channel" : $"{data.Channels.Count} channels")}");
    }

    private static string OfSound(ClassData data, SoundFeatureOptions sound)
    {
        double[] seconds = [.. data.Samples.Select(s => s.Sound!.Seconds)];
        string pitch = $"{(sound.Energy ? ", energy" : "")}{(sound.Pitch ? ", pitch" : "")}";
        string spectrum = sound.Kind == SoundFeatureKind.Mfcc ? FigureText.Counted(sound.Coefficients, "cepstral coefficient") : FigureText.Counted(sound.Bands, "mel band");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{FigureText.Counted(seconds.Length, "recording")} of {seconds.Min():0.##} to {seconds.Max():0.##} seconds, {spectrum}{pitch} every {1000 * sound.SecondsPerRow:0.#} ms");
    }

    private static string Classes(ClassPlan plan)
    {
        IEnumerable<string> counted = plan.Split.Labels.Entries.Take(MostClasses)
            .Select((label, c) => $"{label} {FigureText.Count(plan.Samples.Count(s => s.Class == c))}");
        return $"{plan.Split.Labels.Count}: {string.Join(", ", counted)}{(plan.Split.Labels.Count > MostClasses ? ", …" : "")}";
    }

    private static string Count(ClassPlan plan, ClassData data) => FigureText.Counted(data.Samples.Count, plan.Design.IsText ? "text" : plan.Design.Sound is null ? "sequence" : "recording");

    private static string Groups(ClassData test)
    {
        string[] groups = [.. test.Samples.Select(s => s.Group).Distinct()];
        return $"{string.Join(", ", groups.Take(MostClasses))}{(groups.Length > MostClasses ? ", …" : "")}";
    }
}
