using Carousel.Jobs;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>What moved a score, as a picture: a coloured text, a field of inputs by time, or bars.</summary>
internal static class AttributionBlocks
{
    private const int MostColumns = 400;
    private const int MostRows = 40;

    /// <summary>The picture and its words.</summary>
    /// <param name="title">Above the picture.</param>
    /// <param name="one">What was found.</param>
    /// <param name="model">Of which model.</param>
    public static IEnumerable<Block> Of(string title, AttributedSequence one, IInspectedModel model)
    {
        yield return one.Inputs.Count > 1 ? Field(title, one, model)
            : IsText(model) ? Text(title, one, model)
            : Bars(title, one, model);
        yield return new Paragraph(AttributionWords.Of(one, model), Tone.Quiet);
    }

    internal static bool IsText(IInspectedModel model) => model.StepName is "word" or "character" or "piece";

    private static ColoredText Text(string title, AttributedSequence one, IInspectedModel model)
    {
        double[] values = one.ByStep();
        double largest = Math.Max(values.Max(Math.Abs), double.Epsilon);
        string after = model.StepName == "word" ? " " : "";
        int decimals = AttributionWords.Decimals(largest);

        // A coloured text has brown for numbers above zero; a field of inputs has blue there.
        return new ColoredText(
            title,
            [
                .. values.Select(
                    (v, s) =>
                        new ColoredPart(
                            one.Sequence.StepNames[s] + after, -v / largest, AttributionWords.Signed(v, decimals))),
            ])
        {
            Caption =
                $"Blue {model.StepName}s raise the {one.ScoreName}, brown ones lower it; the deeper the colour the "
                + "more.",
        };
    }

    private static HeatMap Field(string title, AttributedSequence one, IInspectedModel model)
    {
        // Steps that share a column are added, so that the field still adds up.
        int columns = Math.Min(one.Steps, MostColumns);
        int[] rows =
        [
            .. Enumerable.Range(0, one.Width)
                .OrderByDescending(
                    i => Enumerable.Range(0, one.Steps).Sum(s => Math.Abs(one.Values[(s * one.Width) + i])))
                        .Take(MostRows),
        ];
        var values = new float[rows.Length * columns];
        var names = new string[columns];
        for (int s = one.Steps - 1; s >= 0; s--)
        {
            int column = (int)((long)s * columns / one.Steps);
            names[column] = one.NameOf(s);
            for (int r = 0; r < rows.Length; r++)
            {
                values[(r * columns) + column] += (float)one.Values[(s * one.Width) + rows[r]];
            }
        }

        string shown = rows.Length < one.Width ? $" The {rows.Length} of {one.Width} inputs that count most." : "";
        return new HeatMap(title, Axis.Category(model.StepName, names), [.. rows.Select(r => one.Inputs[r])], values)
        {
            Scale = ColorScale.Diverging,
            RowName = "input",
            ValueName = $"part of the {one.ScoreName}",
            Caption = $"Blue raises the {one.ScoreName}, brown lowers it.{shown}",
        };
    }

    private static BarChart Bars(string title, AttributedSequence one, IInspectedModel model) => new(
        title, Axis.Category(model.StepName, [.. Enumerable.Range(0, one.Steps).Select(s => one.NameOf(s))]),
        [new Series("part", one.ByStep())])
    {
        ValueName = $"part of the {one.ScoreName}",
    };
}
