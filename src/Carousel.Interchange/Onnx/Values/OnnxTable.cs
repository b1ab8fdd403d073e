using System.Globalization;
using System.Runtime.InteropServices;
using Carousel.Data;

namespace Carousel.Interchange.Onnx.Values;

/// <summary>Tensors as tables: rows are steps, columns the values of a step.</summary>
internal static class OnnxTable
{
    // Up to here double precision holds every whole number.
    private const double LargestExact = 1L << 53;

    private static readonly char[] _separators = [',', ';', '\t'];

    /// <summary>Writes a tensor: the values of its last axis are columns, all other axes together are rows.</summary>
    /// <param name="name">Names the columns.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(string name, OnnxTensor tensor, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(writer);
        int columns = tensor.Rank == 0 ? 1 : tensor.Dims[^1];
        string plain = name.IndexOfAny([',', '"', '\n', '\r']) < 0
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        writer.Write(
            string.Join(',', columns == 1 ? [plain] : Enumerable.Range(0, columns).Select(i => $"{plain}[{i}]"))
                + "\n");
        for (int row = 0; row * columns < tensor.Length; row++)
        {
            int first = row * columns;
            writer.Write(string.Join(',', Enumerable.Range(first, columns).Select(i => Text(tensor, i))) + "\n");
        }
    }

    /// <summary>Reads an input. A first line that holds no numbers names the columns.</summary>
    /// <param name="port">The input: what has three axes takes one sequence, and its second axis is the sequence, or
    /// its first where that is called batch.</param>
    /// <param name="text">The table.</param>
    /// <param name="path">What messages call it.</param>
    internal static OnnxTensor Read(OnnxPort port, string text, string path)
    {
        string[] lines = text.ReplaceLineEndings("\n").TrimStart('\ufeff').Split('\n');
        char separator = _separators.FirstOrDefault(s => lines[0].Contains(s, StringComparison.Ordinal), ',');
        var reals = new List<double>();
        var wholes = new List<long>();
        (int rows, int columns) = (0, 0);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split(separator);
            if (lines[i].Trim().Length == 0 || (rows == 0 && i == 0 && cells.All(c => !IsNumber(c, out _))))
            {
                continue;
            }

            columns = rows == 0 ? cells.Length : columns;
            if (cells.Length != columns)
            {
                throw new DataFormatException(
                    path, i + 1, 0, $"the line has {cells.Length} columns, the first has {columns}.");
            }

            for (int k = 0; k < cells.Length; k++)
            {
                if (port.Type.IsReal())
                {
                    reals.Add(IsNumber(cells[k], out double real) ? real : throw Wrong(i, k, cells[k], "number"));
                }
                else
                {
                    wholes.Add(
                        IsWhole(cells[k], port.Type, out long whole)
                            ? whole
                            : throw Wrong(i, k, cells[k], "whole number"));
                }
            }

            rows++;
        }

        var bytes = new byte[(reals.Count + wholes.Count) * port.Type.Size()];
        if (port.Type.IsReal())
        {
            OnnxNumbers.Write(CollectionsMarshal.AsSpan(reals), port.Type, bytes);
        }
        else
        {
            OnnxNumbers.Write(CollectionsMarshal.AsSpan(wholes), port.Type, bytes);
        }

        return new OnnxTensor(port.Type, Dims(port, rows, columns, path), bytes);

        DataFormatException Wrong(int line, int column, string cell, string what) =>
            new(path, line + 1, column + 1, $"'{cell.Trim()}' is no {what} for the input {port}.");
    }

    private static int[] Dims(OnnxPort port, int rows, int columns, string path) => port.Axes?.Count switch
    {
        1 when columns == 1 => [rows],
        2 or null => [rows, columns],
        3 => IsBatch(port.Axes[0]) ? [1, rows, columns] : [rows, 1, columns],
        { } rank =>
            throw new DataFormatException(
                $"{path}: a table of {rows} rows and {columns} columns does not fill the input {port} of {rank} axes. "
                + $"Give it as JSON."),
    };

    private static bool IsBatch(OnnxAxis axis) =>
        axis.Size == 1 || axis.Name?.Contains("batch", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsNumber(string cell, out double value) =>
        double.TryParse(cell.Trim().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    // Of 64 bits without sign as the same bits. What double precision rounds is read as it stands.
    private static bool IsWhole(string cell, OnnxType type, out long value)
    {
        value = 0;
        if (!Int128.TryParse(
            cell.Trim().Trim('"'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 whole))
        {
            if (!IsNumber(cell, out double real) || real != Math.Floor(real) || Math.Abs(real) > LargestExact)
            {
                return false;
            }

            whole = (Int128)real;
        }

        (long least, long largest) = type.Range();
        value = long.CreateTruncating(whole);
        return whole >= least && whole <= (type == OnnxType.UInt64 ? ulong.MaxValue : largest);
    }

    private static string Text(OnnxTensor tensor, int at) => tensor.Type switch
    {
        OnnxType.Int64 => tensor.Values<long>()[at].ToString(CultureInfo.InvariantCulture),
        OnnxType.UInt64 => tensor.Values<ulong>()[at].ToString(CultureInfo.InvariantCulture),
        OnnxType.Float32 => tensor.Values<float>()[at].ToString("R", CultureInfo.InvariantCulture),
        OnnxType.Float16 => ((float)tensor.Values<Half>()[at]).ToString("R", CultureInfo.InvariantCulture),
        _ => tensor.ToDouble(at).ToString("R", CultureInfo.InvariantCulture),
    };
}
