using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Training;
using Losses = Carousel.Training.Loss;

namespace Carousel.Anomalies;

/// <summary>
/// LSTMs that forecast the next row of one or many channels, with a Student t distribution each, and learn on as rows
/// come.
/// </summary>
/// <remarks>
/// Their states are those of streaming sessions: a row costs one step of each, and every few rows one step of training
/// on remembered pieces. They differ in their first weights, whose draws depend on a parameter's name, and read the
/// same pieces; their parameters are one network's, so that one trainer and one checkpoint hold them all.
/// </remarks>
internal sealed class ChannelForecaster : IDisposable
{
    // Pieces of the training rows in a step, and rows of a piece.
    private const int Batch = 8, Window = 48;

    // The least scale of a forecast in a surprise, in robust units: a series that repeats itself to the last digit is
    // no more surprising for being forecast to the fourth. Then the step sizes on the training rows and after them.
    private const double LeastScale = 0.05, LearningRate = 5e-3, OnlineLearningRate = 1e-3;

    private readonly ChannelOptions _options;
    private readonly Members _network;
    private readonly StreamingSession[] _sessions;
    private readonly OnlineTrainer _first;
    private readonly SequenceBatch _batch;
    private readonly CounterRandom _random;
    private readonly List<float> _rows = [];
    private readonly float[] _last, _input;
    private readonly float[][] _outputs;
    private uint _draws;
    private long _seen;

    /// <summary>A forecaster with first weights.</summary>
    /// <param name="backend">Where it runs.</param>
    /// <param name="scales">[C], from the learning part.</param>
    /// <param name="options">Sizes and training.</param>
    public ChannelForecaster(Backend backend, RobustScale[] scales, ChannelOptions options)
    {
        (_options, Scales) = (options, scales);
        int inputs = Channels + CalendarPhase.Count;
        _network = new Members(options.Members, inputs, options.Hidden, 3 * Channels);
        _network.Build(backend, options.Seed);
        _sessions = [.. _network.All.Select(member => new StreamingSession(backend, member))];
        OnlineTrainer TrainerOf(double rate) =>
            new(backend, _network, new OnlineTrainerOptions { Seed = options.Seed, LearningRate = rate });
        (_first, Trainer) = (TrainerOf(LearningRate), TrainerOf(OnlineLearningRate));
        _batch = new SequenceBatch(inputs);
        _random = new CounterRandom(options.Seed, CounterRandom.Purpose("anomaly/pieces"));
        (_last, _input) = (new float[Channels], new float[inputs]);
        _outputs = [.. _sessions.Select(_ => new float[3 * Channels])];
    }

    /// <summary>C.</summary>
    public int Channels => Scales.Length;

    /// <summary>[C], from the learning part.</summary>
    public RobustScale[] Scales { get; set; }

    private int RowLength => _input.Length + Channels;

    private int Remembered => _rows.Count / RowLength;

    /// <summary>Forecasts a row, takes it, and learns when it is time.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C]; NaN is a gap.</param>
    /// <param name="opinions">[C], overwritten.</param>
    public void Take(DateTime? stamp, ReadOnlySpan<float> values, Span<ChannelOpinion> opinions)
    {
        _last.CopyTo(_input, 0);
        CalendarPhase.Write(stamp, _input.AsSpan(Channels));
        Step();
        _rows.AddRange(_input);
        for (int c = 0; c < Channels; c++)
        {
            double z = Scales[c].Map(values[c]);
            opinions[c] = Opinion(c, z);
            _rows.Add((float)z);
            _last[c] = double.IsFinite(z) ? (float)z : _last[c];
        }

        if (Remembered > _options.Memory + (_options.Memory / 4))
        {
            _rows.RemoveRange(0, _rows.Count - (_options.Memory * RowLength));
        }

        _seen++;
    }

    /// <summary>Trains on the remembered rows, the training set.</summary>
    public void LearnFirst()
    {
        for (int s = 0; s < _options.FirstSteps; s++)
        {
            _first.Step(tape => Loss(tape, Batch, withLatest: false));
        }
    }

    /// <summary>Forecasts all remembered rows again with the present network; the position is then after the last of
    /// them.</summary>
    /// <returns>[rows · C], by row.</returns>
    public IReadOnlyList<ChannelOpinion> Review()
    {
        Array.ForEach(_sessions, session => session.Reset());

        List<ChannelOpinion> opinions = [];
        foreach (float[] row in _rows.Chunk(RowLength))
        {
            row.AsSpan(0, _input.Length).CopyTo(_input);
            Step();
            opinions.AddRange(row.Skip(_input.Length).Select((z, c) => Opinion(c, z)));
        }

        return opinions;
    }

    /// <summary>A step of training where one is due: on the latest rows and a piece from before.</summary>
    public void LearnOn()
    {
        if (_options.LearnEvery > 0 && _seen % _options.LearnEvery == 0)
        {
            Trainer.Step(tape => Loss(tape, 2, withLatest: true));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_sessions, session => session.Dispose());
        _first.Dispose();
        Trainer.Dispose();
    }

    /// <summary>Holds the network and its training.</summary>
    public OnlineTrainer Trainer { get; }

    /// <summary>Passes where it stands, without the network and its training.</summary>
    public void Pass(StatePass state)
    {
        state.Of(ref _seen).Of(ref _draws).Of(_last).Of(_rows);
        Array.ForEach(_sessions, session => state.Of(session));
        StateParts.Require(_rows.Count % RowLength == 0);
    }

    private void Step()
    {
        for (int m = 0; m < _sessions.Length; m++)
        {
            _sessions[m].Step(_input, _outputs[m]);
        }
    }

    private ChannelOpinion Opinion(int channel, double z)
    {
        (double location, double surprise) = (0, 0);
        foreach (float[] output in _outputs)
        {
            var forecast = ChannelForecast.Of(output.AsSpan(3 * channel, 3));
            location += forecast.Location;
            surprise += forecast.SurpriseOf(z, LeastScale);
        }

        return new ChannelOpinion(location / _outputs.Length, surprise / _outputs.Length);
    }

    /// <summary>The loss of remembered pieces.</summary>
    private BatchLoss Loss(Tape tape, int count, bool withLatest)
    {
        int length = Math.Min(Window, Remembered);
        Span<int> lengths = stackalloc int[count];
        lengths.Fill(length);
        _batch.Begin(lengths);
        int rows = _batch.Packing.Rows;
        var targets = new float[rows * Channels];
        Span<float> remembered = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows);
        int places = Remembered - length + 1;
        for (int b = 0; b < count; b++)
        {
            int start = withLatest && b == 0
                ? places - 1
                : (int)((_random.Word(_draws++, 0) * (ulong)places) >> 32);
            for (int t = 0; t < length; t++)
            {
                Span<float> row = remembered.Slice((start + t) * RowLength, RowLength);
                row[.._input.Length].CopyTo(_batch.Step(b, t));
                row[_input.Length..].CopyTo(targets.AsSpan(_batch.Packing.Row(b, t) * Channels));
            }
        }

        Variable input = tape.Input(_batch.Values, new Shape(rows, _batch.FeatureSize));
        Variable truth = tape.Input(targets, new Shape(rows, Channels));
        BatchLoss loss = Of(_network.All[0]);
        for (int m = 1; m < _network.All.Count; m++)
        {
            loss = loss with { Mean = tape.Add(loss.Mean, Of(_network.All[m]).Mean) };
        }

        return loss;

        BatchLoss Of(Stack member) => Losses.StudentT.ApplyToBatch(
            tape, member.Forward(tape, input, _batch.Packing).Hidden, truth.Value);
    }

    private sealed class Members : Layer
    {
        public Members(int count, int inputs, int hidden, int outputs) => All =
        [
            .. Enumerable.Range(1, count).Select(m => AddLayer(
                $"member {m}", new Stack(new Lstm(inputs, hidden), new Dense(hidden, outputs)))),
        ];

        public IReadOnlyList<Stack> All { get; }
    }
}
