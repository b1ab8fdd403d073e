using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Inspection.Looks;

/// <summary>The parts of scores as CSV: a row for each step and input.</summary>
internal static class AttributionTable
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "attribution.csv";

    /// <summary>The file.</summary>
    public static JobFile Of(IReadOnlyList<AttributedSequence> all)
    {
        var table = new CsvText("sequence,score,step,name,row,input,part");
        foreach (AttributedSequence one in all)
        {
            for (int s = 0; s < one.Steps; s++)
            {
                int? row = one.Sequence.Rows.Count > 0 && one.Sequence.Rows[s] >= 0 ? one.Sequence.Rows[s] : null;
                for (int i = 0; i < one.Width; i++)
                {
                    table.Row(
                        $"{one.Sequence.Name},{one.ScoreName},{s},{one.NameOf(s)},{row},"
                        + $"{(one.Inputs.Count > 0 ? one.Inputs[i] : "")},"
                        + $"{one.Values[(s * one.Width) + i]:0.######e0}");
                }
            }
        }

        return table.ToFile(FileName);
    }
}
