using Carousel.Backends;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Networks;

namespace Carousel.Jobs.Networks;

/// <summary>
/// A chain that is fed rows and answers each: where steps are pooled, of all rows of the sequence so far.
/// </summary>
/// <remarks>
/// Not thread-safe: one stream, one caller. Rows of several sequences may come in any order: each sequence goes on
/// where it was, as in a table.
/// For that a state is kept for each name that has come, as many bytes as
/// <see cref="NetworkSession.StateBytes"/>.
/// </remarks>
internal sealed class NetworkStream : IStreamingModel
{
    private readonly NetworkDesign _design;
    private readonly string _source;
    private readonly ReadOptions _options;
    private readonly NetworkSession _session;
    private readonly List<string> _cells = [];
    private readonly Dictionary<string, byte[]> _left = new(StringComparer.Ordinal);
    private NetworkColumns? _columns;
    private string? _sequence;
    private string _sequenceColumn = "";
    private char? _delimiter;
    private long _lines;
    private int _width;
    private bool _isDisposed;

    internal NetworkStream(Backend backend, NetworkChain chain, string source, ReadOptions options)
    {
        (_design, _source, _options) = (chain.Design, source, options);
        _session = new NetworkSession(backend, chain);
    }

    /// <inheritdoc/>
    public string Header =>
        $"{(_sequenceColumn.Length > 0 ? CsvCell.Of(_sequenceColumn) + "," : "")}step,"
        + $"{string.Join(',', _design.OutputColumns().Select(CsvCell.Of))}";

    /// <inheritdoc/>
    public StreamSummary Summary =>
        new(
            _lines, _lines, 0, 0, new Dictionary<string, double>(), "", new Dictionary<string, double>(),
            new Dictionary<double, double>());

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public IStreamAnswer? Take(string line, long number)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        _delimiter ??= _options.Delimiter ?? CsvDialect.FindDelimiter(line);
        LineCells.Split(line, _delimiter.Value, _cells, _source, number);
        string[] cells = [.. _cells];
        if (_columns is null)
        {
            var numbers = new CellNumbers(_options.DecimalSeparator ?? '.', []);
            bool isHeader = Array.Exists(cells, c => !numbers.TryRead(c, out _));
            string[] names = isHeader
                ? cells
                : [.. cells.Select((_, c) => FormattableString.Invariant($"column{c + 1}"))];
            _columns = new NetworkColumns(_design, names, _source, numbers);
            _sequenceColumn = _columns.Sequence < 0 ? "" : names[_columns.Sequence];
            _width = cells.Length;
            if (isHeader)
            {
                return null;
            }
        }

        return cells.Length == _width
            ? Answer(cells, number)
            : throw new DataFormatException(
                _source, number, 0, $"the line has {cells.Length} cells, the first has {_width}.");
    }

    /// <summary>Does nothing: a plain network does not learn.</summary>
    public void Learn()
    {
    }

    /// <inheritdoc/>
    public void SaveCheckpoint(string path) =>
        throw new InvalidOperationException("A plain network does not learn from a stream.");

    /// <inheritdoc/>
    public void Resume(string path) =>
        throw new InvalidOperationException("A plain network does not learn from a stream.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _session.Dispose();
    }

    private NetworkAnswer Answer(string[] cells, long number)
    {
        float[] input = _columns!.Read(cells, number);
        string? sequence = _columns.Sequence >= 0 ? cells[_columns.Sequence] : null;
        if (sequence != _sequence)
        {
            GoTo(sequence!);
        }

        var answer = new float[_design.OutputSize];
        _session.Step(input, answer);
        _lines++;
        Finish(answer);
        return new NetworkAnswer(sequence, _session.Steps, _design.OutputColumns(), answer);
    }

    private void GoTo(string sequence)
    {
        if (_sequence is { } last)
        {
            if (!_left.TryGetValue(last, out byte[]? kept))
            {
                kept = _left[last] = new byte[_session.StateBytes];
            }

            _session.Save(kept);
        }

        if (_left.TryGetValue(sequence, out byte[]? before))
        {
            _session.Restore(before);
        }
        else
        {
            _session.Reset();
        }

        _sequence = sequence;
    }

    private void Finish(float[] values)
    {
        if (_design.Answer == PortableFunction.Logistic)
        {
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = (float)(1 / (1 + Math.Exp(-values[k])));
            }
        }
        else if (_design.Answer == PortableFunction.Softmax)
        {
            float largest = values.Max();
            double sum = values.Sum(v => Math.Exp(v - largest));
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = (float)(Math.Exp(values[k] - largest) / sum);
            }
        }
        else
        {
            _design.ScaleBack(values);
        }
    }
}
