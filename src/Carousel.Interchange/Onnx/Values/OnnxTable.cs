using System.Globalization;
using Carousel.Data;

namespace Carousel.Interchange.Onnx.Values;

/// <summary>Tensors as tables: rows are steps, columns the values of a step.</summary>
public static class OnnxTable
{
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
        string plain = name.IndexOfAny([',', '"', '\n', '\r']) < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        writer.Write(string.Join(',', columns == 1 ? [plain] : Enumerable.Range(0, columns).Select(i => $"{plain}[{i}]")) + "\n");
        double[] values = tensor.ToDoubles();
        for (int row = 0; row * columns < values.Length; row++)
        {
            writer.Write(string.Join(',', values.Skip(row * columns).Take(columns).Select(v => Text(tensor.Type, v))) + "\n");
        }
    }

    /// <summary>Reads an input. A first line that holds no numbers names the columns.</summary>
    /// <param name="port">The input: what has three axes takes one sequence, and its second axis is the sequence, or its first where that is called batch.</param>
    /// <param name="text">The table.</param>
    /// <param name="path">What messages call it.</param>
    internal static OnnxTensor Read(OnnxPort port, string text, string path)
    {
        string[] lines = text.ReplaceLineEndings("\n").TrimStart('\ufeff').Split('\n');
        char separator = _separators.FirstOrDefault(s => lines[0].Contains(s, StringComparison.Ordinal), ',');
        var values = new List<double>();
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
                throw new DataFormatException(path, i + 1, 0, $"the line has {cells.Length} columns, the first has {columns}.");
            }

            for (int k = 0; k < cells.Length; k++)
            {
                bool fits = IsNumber(cells[k], out double value) && (port.Type.IsReal() || value == Math.Floor(value));
                values.Add(fits ? value : throw new DataFormatException(path, i + 1, k + 1, $"'{cells[k].Trim()}' is no {(port.Type.IsReal() ? "number" : "whole number")} for the input {port}."));
            }

            rows++;
        }

        var bytes = new byte[values.Count * port.Type.Size()];
        OnnxNumbers.Write([.. values], port.Type, bytes);
        return new OnnxTensor(port.Type, Dims(port, rows, columns, path), bytes);
    }

    private static int[] Dims(OnnxPort port, int rows, int columns, string path) => port.Axes?.Count switch
    {
        1 when columns == 1 => [rows],
        2 or null => [rows, columns],
        3 => IsBatch(port.Axes[0]) ? [1, rows, columns] : [rows, 1, columns],
        { } rank => throw new DataFormatException($"{path}: a table of {rows} rows and {columns} columns does not fill the input {port} of {rank} axes. Give it as JSON."),
    };

    private static bool IsBatch(OnnxAxis axis) => axis.Size == 1 || axis.Name?.Contains("batch", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsNumber(string cell, out double value) => double.TryParse(cell.Trim().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string Text(OnnxType type, double value) => type switch
    {
        OnnxType.Float32 or OnnxType.Float16 => ((float)value).ToString("R", CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
