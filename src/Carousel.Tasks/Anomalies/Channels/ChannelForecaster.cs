using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Losses;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Streaming;
using Carousel.Training;
using Losses = Carousel.Training.Losses.Loss;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>An LSTM that forecasts the next row of one or many channels, with a Student t distribution each, and learns on as rows come.</summary>
/// <remarks>Its state is that of a streaming session: a row costs one step, and every few rows one step of training on remembered pieces.</remarks>
public sealed partial class ChannelForecaster : IDisposable
{
    private readonly Backend _backend;
    private readonly ChannelOptions _options;
    private RobustScale[] _scales;
    private readonly Stack _network;
    private readonly StreamingSession _session;
    private readonly OnlineTrainer _first;
    private readonly OnlineTrainer _online;
    private readonly SequenceBatch _batch;
    private readonly CounterRandom _random;
    private readonly List<float> _rows = [];
    private readonly float[] _last;
    private readonly float[] _input;
    private readonly float[] _output;
    private float[] _targets = [];
    private uint _draws;
    private long _seen;
    private bool _isDisposed;

    /// <summary>A forecaster with first weights.</summary>
    /// <param name="backend">Where it runs.</param>
    /// <param name="scales">[C], from the learning part.</param>
    /// <param name="options">Sizes and training.</param>
    public ChannelForecaster(Backend backend, IReadOnlyList<RobustScale> scales, ChannelOptions options)
    {
        (_backend, _options, _scales) = (backend, options, [.. scales]);
        int inputs = _scales.Length + CalendarPhase.Count;
        _network = new Stack(new Lstm(inputs, options.Hidden), new Dense(options.Hidden, 3 * _scales.Length));
        _network.Build(backend, options.Seed);
        _session = new StreamingSession(backend, _network);
        _first = new OnlineTrainer(backend, _network, new OnlineTrainerOptions { Seed = options.Seed, LearningRate = options.LearningRate });
        _online = new OnlineTrainer(backend, _network, new OnlineTrainerOptions { Seed = options.Seed, LearningRate = options.OnlineLearningRate });
        _batch = new SequenceBatch(inputs);
        _random = new CounterRandom(options.Seed, CounterRandom.Purpose("anomaly/pieces"));
        (_last, _input, _output) = (new float[_scales.Length], new float[inputs], new float[3 * _scales.Length]);
    }

    /// <summary>C.</summary>
    public int Channels => _scales.Length;

    private int RowLength => _input.Length + Channels;

    private int Remembered => _rows.Count / RowLength;

    /// <summary>Forecasts a row, takes it, and learns when it is time.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C]; NaN is a gap.</param>
    /// <param name="forecasts">[C], overwritten.</param>
    /// <exception cref="ObjectDisposedException">The forecaster has ended.</exception>
    public void Take(DateTime? stamp, ReadOnlySpan<float> values, Span<ChannelForecast> forecasts)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _last.CopyTo(_input, 0);
        CalendarPhase.Write(stamp, _input.AsSpan(Channels));
        _session.Step(_input, _output);
        _rows.AddRange(_input);
        for (int c = 0; c < Channels; c++)
        {
            double z = _scales[c].Map(values[c]);
            forecasts[c] = Forecast(c, z);
            _rows.Add((float)z);
            _last[c] = double.IsFinite(z) ? (float)z : _last[c];
        }

        if (Remembered > _options.Memory + (_options.Memory / 4))
        {
            _rows.RemoveRange(0, _rows.Count - (_options.Memory * RowLength));
        }

        _seen++;
    }

    /// <summary>Learns on what is remembered: the learning part.</summary>
    /// <exception cref="ObjectDisposedException">The forecaster has ended.</exception>
    public void LearnFirst()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        for (int s = 0; s < _options.FirstSteps; s++)
        {
            Draw(_options.Batch, withLatest: false);
            _first.Step(Loss);
        }
    }

    /// <summary>Forecasts all remembered rows again, as they are seen now, and stands after the last of them.</summary>
    /// <param name="forecasts">[rows · C], overwritten, by row.</param>
    /// <exception cref="ObjectDisposedException">The forecaster has ended.</exception>
    public void Review(List<ChannelForecast> forecasts)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _session.Reset();
        forecasts.Clear();
        for (int r = 0; r < Remembered; r++)
        {
            _rows.CopyTo(r * RowLength, _input, 0, _input.Length);
            _session.Step(_input, _output);
            for (int c = 0; c < Channels; c++)
            {
                forecasts.Add(Forecast(c, _rows[(r * RowLength) + _input.Length + c]));
            }
        }
    }

    /// <summary>A step of training where one is due: on the latest rows and a piece from before.</summary>
    /// <exception cref="ObjectDisposedException">The forecaster has ended.</exception>
    public void LearnOn()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_options.LearnEvery > 0 && _seen % _options.LearnEvery == 0)
        {
            Draw(2, withLatest: true);
            _online.Step(Loss);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _session.Dispose();
        _first.Dispose();
        _online.Dispose();
    }

    private ChannelForecast Forecast(int channel, double z)
    {
        ReadOnlySpan<float> own = _output.AsSpan(3 * channel, 3);
        return new ChannelForecast(z, own[0], Likelihood.Positive(own[1]), Likelihood.Freedom(own[2]));
    }

    private void Draw(int count, bool withLatest)
    {
        int length = Math.Min(_options.Window, Remembered);
        Span<int> lengths = stackalloc int[count];
        lengths.Fill(length);
        _batch.Begin(lengths);
        int rows = _batch.Packing.Rows;
        if (_targets.Length < rows * Channels)
        {
            _targets = new float[rows * Channels];
        }

        Span<float> remembered = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows);
        int places = Remembered - length + 1;
        for (int b = 0; b < count; b++)
        {
            int start = withLatest && b == 0 ? places - 1 : (int)(((ulong)_random.Word(_draws++, 0) * (ulong)places) >> 32);
            for (int t = 0; t < length; t++)
            {
                Span<float> row = remembered.Slice((start + t) * RowLength, RowLength);
                row[.._input.Length].CopyTo(_batch.Step(b, t));
                row[_input.Length..].CopyTo(_targets.AsSpan(_batch.Packing.Row(b, t) * Channels));
            }
        }
    }

    private BatchLoss Loss(Tape tape)
    {
        int rows = _batch.Packing.Rows;
        Variable input = tape.Input(_batch.Values, new Shape(rows, _batch.FeatureSize));
        Variable output = _network.Forward(tape, input, _batch.Packing).Hidden;
        Tensor truth = tape.Arena.Allocate(new Shape(rows, Channels));
        truth.Write(_targets.AsSpan(0, rows * Channels));
        return Losses.StudentT.ApplyToBatch(tape, output, truth);
    }
}
