using System.Globalization;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Inspection.Looks;

/// <summary>
/// Labels of steps from a file of the user: columns sequence (its name, or its number from 1), step (from 0) and label.
/// </summary>
internal static class StepLabels
{
    private static readonly string[] _columns = ["sequence", "step", "label"];

    /// <summary>Reads them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="subject">The sequences; labels of other sequences of the data are skipped.</param>
    /// <returns>The label of each step of each sequence; null where the file has none.</returns>
    /// <exception cref="DataFormatException">The file can't be read, or names a sequence or a step that is not
    /// there.</exception>
    public static string?[][] Read(string path, InspectionSubject subject)
    {
        using TextReader reader = JobInput.OfFile(path).OpenTable();
        using var file = CsvFile.Open(reader, path, null, null);
        int[] columns = [.. _columns.Select(name => Array.IndexOf(file.Header, name) is var c and >= 0
            ? c
            : throw new DataFormatException(
                $"{path} has no column '{name}'. Labels need the columns sequence, step and label. "
                + CsvColumns.Describe(file.Header)))];
        string?[][] labels = [.. subject.Sequences.Select(s => new string?[s.Steps])];
        var places = new Dictionary<string, int>();
        for (int k = subject.Every.Count - 1; k >= 0; k--)
        {
            places[$"{k + 1}"] = k;
        }

        for (int k = subject.Every.Count - 1; k >= 0; k--)
        {
            places[subject.Every[k].Name] = k;
        }

        int[] own = [.. subject.Every.Select(s => subject.Sequences.ToList().IndexOf(s))];
        foreach (CsvLine line in file.Rows)
        {
            string name = line.Cells[columns[0]], step = line.Cells[columns[1]];
            if (!places.TryGetValue(name, out int sequence))
            {
                throw new DataFormatException(
                    path, line.Line, columns[0] + 1,
                    $"{subject.DataName} has no sequence "
                    + $"'{name}'.{NearestName.Question(name, subject.Every.Select(s => s.Name))}");
            }

            int steps = subject.Every[sequence].Steps;
            if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int t) || t >= steps)
            {
                throw new DataFormatException(
                    path, line.Line, columns[1] + 1,
                    $"'{step}' is not a step of '{name}'. Write 0…{steps - 1}.");
            }

            if (own[sequence] >= 0)
            {
                labels[own[sequence]][t] = line.Cells[columns[2]];
            }
        }

        return labels;
    }
}
