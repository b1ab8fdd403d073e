using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Networks;

namespace Carousel.Jobs.Networks;

/// <summary>
/// Which columns of a table a network reads: by their names where the table has them, else all in their order.
/// </summary>
internal sealed class NetworkColumns
{
    private static readonly string[] _sequenceNames = ["sequence", "id", "series", "sequence_id", "series_id"];

    private readonly NetworkDesign _design;
    private readonly string[] _header;
    private readonly string _path;
    private readonly CellNumbers _numbers;
    private readonly int[] _inputs, _truth;

    /// <summary>The name of the column of classes, where the network answers by a soft-max.</summary>
    public const string ClassColumn = "answer";

    /// <summary>Finds the columns.</summary>
    /// <param name="design">The network.</param>
    /// <param name="header">The names of the table's columns.</param>
    /// <param name="path">How messages call the table.</param>
    /// <param name="numbers">How its numbers are read.</param>
    /// <exception cref="DataFormatException">The table has other columns than the network reads.</exception>
    public NetworkColumns(NetworkDesign design, string[] header, string path, CellNumbers numbers)
    {
        (_design, _header, _path, _numbers) = (design, header, path, numbers);
        IReadOnlyList<string> names = design.InputColumns();
        Sequence = Array.FindIndex(
            header, h => _sequenceNames.Contains(h, StringComparer.OrdinalIgnoreCase) && !names.Contains(h));
        int[] truth = Places(design.Answer == PortableFunction.Softmax ? [ClassColumn] : design.OutputColumns()),
            named = Places(names);
        _truth = truth.All(c => c >= 0) ? truth : [];
        int[] rest = [.. Enumerable.Range(0, header.Length).Where(c => c != Sequence && !_truth.Contains(c))];
        _inputs = named.All(c => c >= 0) ? named : rest;
        if (_inputs.Length != names.Count)
        {
            throw new DataFormatException(
                $"{path} has {rest.Length} columns in addition to that of sequences "
                + $"({FigureText.Listed([.. rest.Select(c => header[c])], 8)}); "
                + $"the network reads {names.Count} at a step: {FigureText.Listed(names, 8)}. Pass these columns, and "
                + "one named 'sequence' if there are several sequences.");
        }
    }

    /// <summary>The column that tells sequences apart, or −1.</summary>
    public int Sequence { get; }

    /// <summary>What a row gives to the network.</summary>
    /// <exception cref="DataFormatException">A cell is not a number, or not a symbol of the network.</exception>
    public float[] Read(string[] cells, long line) => [.. _inputs.Select(
        c => Number(cells, c, line) is var value && (_design.Symbols == 0 || IsWhole(value, _design.Symbols))
        ? value
        : throw new DataFormatException(
            _path, line, c + 1,
            Invariant.Of(
                $"'{cells[c]}' in column '{_header[c]}' is not a symbol of the network. Write a whole number "
                + $"0…{_design.Symbols - 1}.")))];

    /// <summary>The known answers of a row.</summary>
    /// <exception cref="DataFormatException">A cell is not a number, or not a class of the network.</exception>
    public IEnumerable<float> ReadTruth(string[] cells, long line) => _truth.Select(c =>
    {
        int named = _design.Answer == PortableFunction.Softmax
            ? Array.IndexOf([.. _design.OutputColumns()], cells[c])
            : -1;
        float value = named >= 0 ? named : Number(cells, c, line);
        return _design.Answer != PortableFunction.Softmax || IsWhole(value, _design.OutputSize)
            ? value
            : throw new DataFormatException(
                _path, line, c + 1,
                $"'{cells[c]}' is not a class of the network. Write its name, or a whole number "
                + $"0…{_design.OutputSize - 1}.");
    });

    private int[] Places(IEnumerable<string> names) => [.. names.Select(n => Array.IndexOf(_header, n))];

    private static bool IsWhole(float value, int below) =>
        value >= 0 && value < below && value == MathF.Truncate(value);

    private float Number(string[] cells, int column, long line) =>
        _numbers.TryRead(cells[column], out float value) ? value
        : throw new DataFormatException(_path, line, column + 1, cells[column].Length == 0
            ? $"the cell of column '{_header[column]}' is empty. The network needs a number at each step."
            : $"'{cells[column]}' in column '{_header[column]}' is not a number. Correct it, or remove the row.");
}
