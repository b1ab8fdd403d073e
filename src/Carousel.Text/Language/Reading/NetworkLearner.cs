using System.Buffers.Binary;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Language;

/// <summary>
/// A copy of a language network that learns on while it reads: after each few units a step on them (dynamic evaluation:
/// Mikolov and others 2010; Krause and others 2018).
/// </summary>
/// <remarks>Not thread-safe. Steady state allocates nothing.</remarks>
internal sealed class NetworkLearner : IDisposable
{
    private static readonly Training.Loss _loss = Training.Loss.CrossEntropy();

    private readonly OnlineTrainer _trainer;
    private readonly Func<Tape, BatchLoss> _step;
    private readonly Packing _packing;
    private readonly float[] _units, _next, _start, _end;
    private int _count;

    /// <summary>A copy that has learned nothing yet.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">The network; not changed.</param>
    /// <param name="options">How it learns.</param>
    public NetworkLearner(Backend backend, LanguageNetwork network, AdaptationOptions options)
    {
        // Nothing is dropped: each text is read once.
        Network = new LanguageNetwork(network.Design with
        {
            Dropout = 0,
            InputDropout = 0,
            OutputDropout = 0,
            WeightDrop = 0,
        });
        Network.Build(backend, seed: 1);
        foreach ((Parameter own, Parameter from) in Network.Parameters.Zip(network.Parameters))
        {
            backend.Copy(from.Value, own.Value);
            own.MarkChanged();
        }

        _trainer = new OnlineTrainer(backend, Network, new OnlineTrainerOptions
        {
            Optimizer = options.Optimizer,
            LearningRate = options.LearningRate,
            ClipNorm = options.ClipNorm,
        });
        (_units, _next) = (new float[options.Length], new float[options.Length]);
        (_start, _end) = (new float[Network.StateSize], new float[Network.StateSize]);
        _packing = new Packing([options.Length]);
        _step = Loss;
    }

    /// <summary>The copy.</summary>
    public LanguageNetwork Network { get; }

    /// <summary>Begins before a unit.</summary>
    /// <param name="state">The state there, as <see cref="StreamingSession.Save()"/> gives it.</param>
    public void Begin(ReadOnlySpan<byte> state)
    {
        for (int i = 0; i < _start.Length; i++)
        {
            _start[i] = BinaryPrimitives.ReadSingleLittleEndian(
                state[(StreamingState.HeadBytes + (sizeof(float) * i))..]);
        }

        _count = 0;
    }

    /// <summary>Takes a unit and the one that came after it; learns when there are enough of them.</summary>
    /// <returns>False if a step failed: the parameters are those before it, and the state has to be
    /// reset.</returns>
    public bool Take(int unit, int next)
    {
        (_units[_count], _next[_count]) = (unit, next);
        if (++_count < _units.Length)
        {
            return true;
        }

        _count = 0;
        try
        {
            _trainer.Step(_step);
        }
        catch (DivergenceException)
        {
            return false;
        }

        _end.CopyTo(_start, 0);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _trainer.Dispose();

    private BatchLoss Loss(Tape tape)
    {
        var shape = new Shape(_units.Length, 1);
        SequenceOutput run = Network.Forward(
            tape, tape.Input(_units, shape), _packing, tape.Input(_start, new Shape(1, _start.Length)));
        run.FinalState.Value.Read(_end);
        return _loss.ApplyToBatch(tape, run.Hidden, tape.Input(_next, shape).Value);
    }
}
