using System.Globalization;
using System.Text;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Inspecting.Attribution;

/// <summary>The parts of scores as CSV: a row for each span and input.</summary>
internal static class AttributionTable
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "attribution.csv";

    /// <summary>The file.</summary>
    public static JobFile Of(IReadOnlyList<AttributedSequence> all)
    {
        var text = new StringBuilder("sequence,score,step,steps,name,row,input,part\n");
        foreach (AttributedSequence one in all)
        {
            for (int s = 0; s < one.Spans.Count; s++)
            {
                (int from, int count) = one.Spans[s];
                string row = one.Sequence.Rows.Count > 0 && one.Sequence.Rows[from] >= 0 ? one.Sequence.Rows[from].ToString(CultureInfo.InvariantCulture) : "";
                for (int i = 0; i < one.Width; i++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{CsvCell.Of(one.Sequence.Name)},{CsvCell.Of(one.ScoreName)},{from},{count},{CsvCell.Of(one.NameOf(s))},{row},{CsvCell.Of(one.Inputs.Count > 0 ? one.Inputs[i] : "")},{one.Values[(s * one.Width) + i]:0.######e0}\n");
                }
            }
        }

        return JobFile.OfText(FileName, text.ToString());
    }
}
