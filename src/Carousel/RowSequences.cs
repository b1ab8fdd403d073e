using System.Data;
using System.Globalization;

namespace Carousel;

/// <summary>Rows of a table as sequences.</summary>
/// <param name="Inputs">The features.</param>
/// <param name="Targets">The values to predict.</param>
/// <param name="Columns">Names of the features.</param>
internal sealed record RowSequences(SequenceInputs Inputs, SequenceTargets Targets, IReadOnlyList<string> Columns)
{
    /// <summary>Reads all rows of features and a target.</summary>
    /// <exception cref="ArgumentException">A column is missing, a cell holds no number, or the target of a sequence
    /// changes.</exception>
    public static RowSequences Read(
        IDataReader rows, string target, string? sequence, bool everyStep, IReadOnlyList<string>? features)
    {
        int told = Column(rows, target), apart = sequence is null ? -1 : Column(rows, sequence);
        string[] columns =
        [
            .. features
                ?? Enumerable.Range(0, rows.FieldCount).Where(c => c != told && c != apart).Select(rows.GetName),
        ];
        bool isText = rows.GetFieldType(told) is { } type && (type == typeof(string) || type == typeof(bool));
        var numbers = new List<List<float>>();
        var labels = new List<List<string>>();
        SequenceInputs inputs = Read(rows, columns, apart, (place, row) =>
        {
            if (place == numbers.Count)
            {
                numbers.Add([]);
                labels.Add([]);
            }

            if (isText)
            {
                labels[place].Add(Text(rows, told, row));
            }
            else
            {
                numbers[place].Add(Number(rows, told, row));
            }
        });
        SequenceTargets targets = everyStep
            ? isText
                ? labels.Select(s => s.ToArray()).ToArray()
                : numbers.Select(s => s.Select(n => new[] { n }).ToArray()).ToArray()
            : isText
                ? labels.Select((s, n) => One(s, target, inputs.Ids[n])).ToArray()
                : numbers.Select((s, n) => One(s, target, inputs.Ids[n])).ToArray();
        return new RowSequences(inputs, targets, columns);
    }

    /// <summary>Reads all rows of features.</summary>
    public static SequenceInputs Read(IDataReader rows, IReadOnlyList<string> columns, string? sequence) =>
        Read(rows, columns, sequence is null ? -1 : Column(rows, sequence), null);

    private static SequenceInputs Read(
        IDataReader rows, IReadOnlyList<string> columns, int apart, Action<int, long>? each)
    {
        int[] read = [.. columns.Select(c => Column(rows, c))];
        var values = new List<List<float>>();
        var ids = new List<string>();
        var places = new Dictionary<string, int>();
        for (long row = 0; rows.Read(); row++)
        {
            string id = apart < 0 ? "" : Text(rows, apart, row);
            if (!places.TryGetValue(id, out int place))
            {
                place = places[id] = values.Count;
                values.Add([]);
                ids.Add(id);
            }

            foreach (int column in read)
            {
                values[place].Add(Number(rows, column, row));
            }

            each?.Invoke(place, row);
        }

        return SequenceInputs.Checked([.. values.Select(v => v.ToArray())], read.Length, ids);
    }

    private static T One<T>(List<T> own, string target, string id) => own.TrueForAll(t => Equals(t, own[0]))
        ? own[0]
        : throw new ArgumentException(
            $"The column '{target}' changes within the sequence '{id}'. Pass everyStep: true to have each step told, "
            + "or one value for all its rows.");

    private static int Column(IDataReader rows, string name)
    {
        string[] names = [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)];
        int exact = Array.IndexOf(names, name),
            found = exact >= 0
                ? exact
                : Array.FindIndex(names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found >= 0
            ? found
            : throw new ArgumentException(
                $"The rows have no column '{name}'. Their columns: {string.Join(", ", names)}.");
    }

    private static string Text(IDataReader rows, int column, long row) =>
        rows.IsDBNull(column) ? throw Missing(rows, column, row)
            : Convert.ToString(rows.GetValue(column), CultureInfo.InvariantCulture) ?? "";

    private static float Number(IDataReader rows, int column, long row)
    {
        if (rows.IsDBNull(column))
        {
            throw Missing(rows, column, row);
        }

        object value = rows.GetValue(column);
        try
        {
            float number = Convert.ToSingle(value, CultureInfo.InvariantCulture);
            return float.IsFinite(number) ? number : throw new FormatException();
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException)
        {
            throw new ArgumentException(
                $"Row {row}, column '{rows.GetName(column)}': "
                + $"'{Convert.ToString(value, CultureInfo.InvariantCulture)}' is not a finite number.");
        }
    }

    private static ArgumentException Missing(IDataReader rows, int column, long row) =>
        new($"Row {row}, column '{rows.GetName(column)}' is empty. Fill it, or leave the row out of the query.");
}
