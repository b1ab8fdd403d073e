using System.Globalization;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

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
                : $"{Count(plan, plan.Split.Train)} teach, {Count(plan, plan.Split.Test)} measure, chosen by seed with every class in its share"),
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
            : $"{FigureText.Counted(lengths.Length, "sequence")} of {size}, {(data.Channels.Count == 1 ? "one channel" : $"{data.Channels.Count} channels")}");
    }

    private static string Classes(ClassPlan plan)
    {
        IEnumerable<string> counted = plan.Split.Labels.Entries.Take(MostClasses)
            .Select((label, c) => $"{label} {FigureText.Count(plan.Samples.Count(s => s.Class == c))}");
        return $"{plan.Split.Labels.Count}: {string.Join(", ", counted)}{(plan.Split.Labels.Count > MostClasses ? ", …" : "")}";
    }

    private static string Count(ClassPlan plan, ClassData data) => FigureText.Counted(data.Samples.Count, plan.Design.IsText ? "text" : "sequence");
}
