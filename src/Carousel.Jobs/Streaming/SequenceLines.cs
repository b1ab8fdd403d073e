using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Streaming;

/// <summary>
/// Lines of a table of which each is a step of a sequence. Steps of several sequences may come in any order: each
/// sequence continues where it was. A first line that contains a text is the header.
/// </summary>
/// <remarks>
/// Not thread-safe: one stream, one caller. A state is kept for each sequence that has come, as many bytes as
/// <see cref="StateBytes"/>.
/// </remarks>
/// <param name="source">How messages call the lines.</param>
/// <param name="options">How cells are written.</param>
internal abstract class SequenceLines(string source, ReadOptions options) : IStreamingModel
{
    private readonly List<string> _cells = [];
    private readonly Dictionary<string, byte[]> _left = [];
    private string? _sequence;
    private string[]? _names;
    private bool _hasHeader, _isBegun;
    private int _sequenceAt = -1;
    private char? _delimiter;
    private long _lines;
    private bool _isDisposed;

    /// <inheritdoc/>
    public string Header =>
        $"{(_sequenceAt >= 0 ? CsvCell.Of(_names![_sequenceAt]) + "," : "")}step,{string.Join(',', AnswerColumns)}";

    /// <inheritdoc/>
    public StreamSummary Summary => new(_lines, _lines);

    /// <summary>How messages call the lines.</summary>
    protected string Source => source;

    /// <summary>The names of an answer's columns, as CSV.</summary>
    protected abstract IEnumerable<string> AnswerColumns { get; }

    /// <summary>How many bytes the state of a sequence has.</summary>
    protected abstract int StateBytes { get; }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public IStreamAnswer? Take(string line, long number)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        _delimiter ??= options.Delimiter ?? CsvDialect.FindDelimiter(line);
        LineCells.Split(line, _delimiter.Value, _cells, source, number);
        string[] cells = [.. _cells];
        if (_names is null)
        {
            _hasHeader = Array.Exists(cells, c => !NumbersOf(cells).TryRead(c, out _));
            _names = _hasHeader
                ? cells
                : [.. cells.Select((_, c) => FormattableString.Invariant($"column{c + 1}"))];
            if (_hasHeader)
            {
                return null;
            }
        }

        if (cells.Length != _names.Length)
        {
            throw new DataFormatException(
                source, number, 0,
                $"the line has {FigureText.Counted(cells.Length, "cell")}, but the first line has {_names.Length}. Add "
                + "or remove cells.");
        }

        if (!_isBegun)
        {
            (_sequenceAt, _isBegun) = (Begin(_names, _hasHeader, NumbersOf(cells)), true);
        }

        float[] input = Read(cells, number);
        string? sequence = _sequenceAt >= 0 ? cells[_sequenceAt] : null;
        if (sequence != _sequence)
        {
            GoTo(sequence!);
        }

        _lines++;
        return Step(sequence, input);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            End();
        }
    }

    /// <summary>Finds the columns.</summary>
    /// <param name="names">Those of the header; made up without a header.</param>
    /// <param name="isHeader">Whether there is one.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <returns>The column that tells sequences apart, or −1.</returns>
    /// <exception cref="DataFormatException">The table has other columns than the model reads.</exception>
    protected abstract int Begin(string[] names, bool isHeader, CellNumbers numbers);

    /// <summary>What a line gives to the model.</summary>
    /// <exception cref="DataFormatException">A cell is not a number.</exception>
    protected abstract float[] Read(string[] cells, long number);

    /// <summary>Takes a step of the present sequence and answers it.</summary>
    protected abstract IStreamAnswer Step(string? sequence, float[] input);

    /// <summary>Goes to the start of a sequence.</summary>
    protected abstract void Reset();

    /// <summary>Writes the state of the present sequence.</summary>
    /// <param name="state">[<see cref="StateBytes"/>], overwritten.</param>
    protected abstract void Save(Span<byte> state);

    /// <summary>Continues from a state.</summary>
    protected abstract void Restore(ReadOnlySpan<byte> state);

    /// <summary>Frees what the stream holds.</summary>
    protected abstract void End();

    private CellNumbers NumbersOf(string[] cells) =>
        new(options.DecimalSeparator ?? CsvDialect.FindDecimal(_delimiter!.Value, cells), []);

    private void GoTo(string sequence)
    {
        if (_sequence is { } last)
        {
            if (!_left.TryGetValue(last, out byte[]? kept))
            {
                kept = _left[last] = new byte[StateBytes];
            }

            Save(kept);
        }

        if (_left.TryGetValue(sequence, out byte[]? before))
        {
            Restore(before);
        }
        else
        {
            Reset();
        }

        _sequence = sequence;
    }
}
