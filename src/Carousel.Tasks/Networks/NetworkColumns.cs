using System.Globalization;
using Carousel.Data;
using Carousel.Tasks.Portable;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Networks;

/// <summary>Which columns of a table a network reads: by their names where the table has them, else all in their order.</summary>
internal sealed class NetworkColumns
{
    private static readonly string[] _sequenceNames = ["sequence", "id", "series", "sequence_id", "series_id"];

    private readonly NetworkDesign _design;
    private readonly string[] _header;
    private readonly int[] _inputs;

    private NetworkColumns(NetworkDesign design, string[] header, int sequence, int[] inputs, int[] truth) =>
        (_design, _header, Sequence, _inputs, Truth) = (design, header, sequence, inputs, truth);

    /// <summary>The column that tells sequences apart, or −1.</summary>
    public int Sequence { get; }

    /// <summary>The columns of known answers; empty where the table has none.</summary>
    public int[] Truth { get; }

    /// <summary>The name of the column of classes, where the network answers by a soft-max.</summary>
    public const string ClassColumn = "answer";

    /// <summary>Finds the columns.</summary>
    /// <param name="design">The network.</param>
    /// <param name="header">The names of the table's columns.</param>
    /// <param name="path">How messages call the table.</param>
    /// <exception cref="DataFormatException">The table has other columns than the network reads.</exception>
    public static NetworkColumns Find(NetworkDesign design, string[] header, string path)
    {
        IReadOnlyList<string> names = design.InputColumns();
        int sequence = Array.FindIndex(header, h => _sequenceNames.Contains(h, StringComparer.OrdinalIgnoreCase) && !names.Contains(h));
        int[] truth = TruthColumns(design, header);
        int[] named = [.. names.Select(n => Array.IndexOf(header, n))];
        int[] rest = [.. Enumerable.Range(0, header.Length).Where(c => c != sequence && !truth.Contains(c))];
        int[] inputs = named.All(c => c >= 0) ? named : rest;
        return inputs.Length == names.Count
            ? new NetworkColumns(design, header, sequence, inputs, truth)
            : throw new DataFormatException(
                $"{path} has {rest.Length} columns beside that of sequences ({string.Join(", ", rest.Take(8).Select(c => header[c]))}{(rest.Length > 8 ? ", …" : "")}); "
                + $"the network reads {names.Count} at a step: {string.Join(", ", names.Take(8))}{(names.Count > 8 ? ", …" : "")}. Pass these columns, and one named 'sequence' where there are several sequences.");
    }

    /// <summary>What a row gives to the network.</summary>
    /// <exception cref="DataFormatException">A cell is no number, or no symbol of the network.</exception>
    public float[] Read(string[] cells, CellNumbers numbers, string path, long line) => [.. _inputs.Select(c => Symbol(Number(cells, c, numbers, path, line), cells, c, path, line))];

    /// <summary>The known answers of a row.</summary>
    /// <exception cref="DataFormatException">A cell is no number, or no class of the network.</exception>
    public IEnumerable<float> ReadTruth(string[] cells, CellNumbers numbers, string path, long line) => Truth.Select(c =>
    {
        int named = _design.Answer == PortableFunction.Softmax ? Array.IndexOf([.. _design.OutputColumns()], cells[c]) : -1;
        float value = named >= 0 ? named : Number(cells, c, numbers, path, line);
        return _design.Answer != PortableFunction.Softmax || (value >= 0 && value < _design.OutputSize && value == MathF.Truncate(value))
            ? value
            : throw new DataFormatException(path, line, c + 1, $"'{cells[c]}' is no class of the network. Write its name, or a whole number 0…{_design.OutputSize - 1}.");
    });

    private static int[] TruthColumns(NetworkDesign design, string[] header)
    {
        int[] found = design.Answer == PortableFunction.Softmax ? [Array.IndexOf(header, ClassColumn)] : [.. design.OutputColumns().Select(n => Array.IndexOf(header, n))];
        return found.All(c => c >= 0) ? found : [];
    }

    private float Number(string[] cells, int column, CellNumbers numbers, string path, long line) => numbers.TryRead(cells[column], out float value) ? value
        : throw new DataFormatException(path, line, column + 1, cells[column].Length == 0
            ? $"the cell of column '{_header[column]}' is empty. The network needs a number at each step."
            : $"'{cells[column]}' in column '{_header[column]}' is not a number. Correct it, or remove the row.");

    private float Symbol(float value, string[] cells, int column, string path, long line) =>
        _design.Symbols == 0 || (value >= 0 && value < _design.Symbols && value == MathF.Truncate(value))
            ? value
            : throw new DataFormatException(path, line, column + 1, string.Create(
                CultureInfo.InvariantCulture, $"'{cells[column]}' in column '{_header[column]}' is no symbol of the network. Write a whole number 0…{_design.Symbols - 1}."));
}
