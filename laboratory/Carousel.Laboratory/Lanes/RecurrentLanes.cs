using System.Runtime.CompilerServices;
using Carousel.Kernels;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Lanes;

/// <summary>
/// Copies of a <see cref="RecurrentNetwork"/> in the lanes of one vector width. Double-precision twin:
/// RecurrentReference.
/// </summary>
/// <remarks>
/// Each layer's weights are stored as [source, unit, lane], sources in the order inputs, bias, units of the step
/// before. Only inputs that are not 0 in some lane are
/// visited: w·0 leaves a sum unchanged, so neighbours do not change a lane's bits, and a symbol costs one row of
/// weights.
/// </remarks>
/// <typeparam name="V">The bare vector type.</typeparam>
/// <typeparam name="O">Its operations.</typeparam>
internal sealed unsafe partial class RecurrentLanes<V, O> : RecurrentLaneNetwork
    where O : ILanes<V>
{
    private readonly LaneRoom _room = new();
    private readonly int _inputs;
    private readonly int _units;
    private readonly int _outputs;
    private readonly int _bias;
    private readonly float* _weights;
    private readonly float* _outputWeights;
    private readonly int* _symbols;
    private readonly float* _inputValues;
    private readonly float* _outputValues;
    private readonly float* _outputErrors;
    private readonly float* _rates;

    // Units and inputs of the last steps, in a ring: as many as the gradient goes back, and the step before.
    private readonly int _rows;
    private readonly int _mostActive;
    private readonly float* _states;
    private readonly int[] _activeCounts;
    private readonly int* _activeInputs;
    private readonly float* _activeValues;
    private readonly long[] _starts = new long[O.Count];

    // Errors: of the output units' net inputs, and of the recurrent units after this step and after the step before.
    private readonly float* _delta;
    private readonly float* _errors;
    private readonly float* _errorsBefore;
    private long _step;
    private bool _isDisposed;

    /// <summary>Makes the copies, all weights 0.</summary>
    /// <param name="network">What a copy is made of.</param>
    public RecurrentLanes(RecurrentNetwork network)
    {
        Network = network;
        (_inputs, _units, _outputs, _bias) = (network.Inputs, network.Units, network.Outputs, network.HasBias ? 1 : 0);
        _weights = _room.Floats((long)network.WeightCount * O.Count);
        _outputWeights = _weights + ((long)_units * network.Sources * O.Count);
        _symbols = _room.Integers(O.Count);
        _inputValues = _room.Floats((long)_inputs * O.Count);
        _outputValues = _room.Floats((long)_outputs * O.Count);
        _outputErrors = _room.Floats((long)_outputs * O.Count);
        _rates = _room.Floats(O.Count);

        _rows = network.Gradient == RecurrentGradient.ThroughTime ? network.Window + 3 : 3;

        // Not from 0: errors of the step before the first one go back a step further, to rows of zeros.
        _step = _rows;
        _mostActive = network.TakesSymbols ? Math.Min(_inputs, O.Count) : _inputs;
        _states = _room.Floats((long)_rows * _units * O.Count);
        _activeCounts = new int[_rows];
        _activeInputs = _room.Integers((long)_rows * _mostActive);
        _activeValues = _room.Floats((long)_rows * _mostActive * O.Count);

        _delta = _room.Floats((long)_outputs * O.Count);
        _errors = _room.Floats((long)_units * O.Count);
        _errorsBefore = _room.Floats((long)_units * O.Count);
        _slopes = _room.Floats((long)_units * O.Count);
        bool carries = network.Gradient == RecurrentGradient.RealTime;
        _columns = carries ? network.Sources * _units : 0;
        _sensitivities = _room.Floats((long)(_columns + 3) * _units * O.Count);
        _sensitivitiesBefore = _room.Floats((long)(_columns + 3) * _units * O.Count);
        _gradient = _room.Floats(carries ? 0 : (long)_units * network.Sources * O.Count);
        _carried = _room.Floats((long)_units * O.Count);
        for (int lane = 0; lane < O.Count; lane++)
        {
            _symbols[lane] = -1;
        }
    }

    /// <inheritdoc/>
    public override RecurrentNetwork Network { get; }

    /// <inheritdoc/>
    public override int Lanes => O.Count;

    /// <inheritdoc/>
    public override int Inputs => _inputs;

    /// <inheritdoc/>
    public override int Outputs => _outputs;

    /// <inheritdoc/>
    public override bool TakesSymbols => Network.TakesSymbols;

    /// <inheritdoc/>
    public override int WeightCount => Network.WeightCount;

    /// <inheritdoc/>
    public override long ValuesHeld => _room.Values;

    /// <inheritdoc/>
    public override float* InputValues => _inputValues;

    /// <inheritdoc/>
    public override int* InputSymbols => _symbols;

    /// <inheritdoc/>
    public override float* OutputValues => _outputValues;

    /// <inheritdoc/>
    public override float* OutputErrors => _outputErrors;

    /// <inheritdoc/>
    public override float* Rates => _rates;

    /// <inheritdoc/>
    public override float* HiddenValues => State(_step);

    /// <inheritdoc/>
    public override void Initialize(int lane, TrialRandom random)
    {
        for (long w = 0; w < WeightCount; w++)
        {
            _weights[(w * O.Count) + lane] = random.Uniform(-Network.InitialRange, Network.InitialRange);
        }

        Clear(_states, (long)_rows * _units, lane);
        Reset(lane);
    }

    /// <inheritdoc/>
    public override void Reset(int lane)
    {
        Clear(State(_step), _units, lane);
        Clear(_outputValues, _outputs, lane);
        Clear(_outputErrors, _outputs, lane);
        Clear(_sensitivities, (long)_columns * _units, lane);
        _starts[lane] = _step + 1;
    }

    /// <inheritdoc/>
    public override void Step()
    {
        _step++;
        CollectInputs();
        float* before = State(_step - 1);
        float* now = State(_step);
        bool among = Network.Place == OutputPlace.Among;
        Layer(_weights, _units, true, before, _units, now);
        if (among)
        {
            new ReadOnlySpan<float>(now + (Network.Hidden * O.Count), _outputs * O.Count)
                .CopyTo(new Span<float>(_outputValues, _outputs * O.Count));
        }
        else
        {
            Layer(
                _outputWeights, _outputs, Network.ReadsInputs, Network.Place == OutputPlace.Beside ? before : now,
                _units, _outputValues);
        }

        if (Network.Gradient == RecurrentGradient.RealTime)
        {
            CarrySensitivities(before, now);
        }
    }

    /// <inheritdoc/>
    public override void Learn()
    {
        CollectErrors();
        if (Network.Place != OutputPlace.Among)
        {
            ChangeOutputWeights();
        }

        if (Network.Gradient == RecurrentGradient.RealTime)
        {
            LearnFromSensitivities();
        }
        else
        {
            LearnThroughTime();
        }

        new Span<float>(_outputErrors, _outputs * O.Count).Clear();
    }

    /// <inheritdoc/>
    public override void ReadWeights(int lane, Span<float> weights)
    {
        for (int w = 0; w < WeightCount; w++)
        {
            weights[w] = _weights[((long)w * O.Count) + lane];
        }
    }

    /// <inheritdoc/>
    public override void WriteWeights(int lane, ReadOnlySpan<float> weights)
    {
        for (int w = 0; w < WeightCount; w++)
        {
            _weights[((long)w * O.Count) + lane] = weights[w];
        }

        // What a diverged network left there would meet the next one's errors, 0·NaN, where neighbours go back further.
        Clear(_states, (long)_rows * _units, lane);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _room.Dispose();
        }
    }

    private static void Clear(float* values, long count, int lane)
    {
        for (long k = 0; k < count; k++)
        {
            values[(k * O.Count) + lane] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Slope(V y) => O.Multiply(y, O.Subtract(O.Broadcast(1f), y));

    private int Row(long step) => (int)(step % _rows);

    private float* State(long step) => _states + ((long)Row(step) * _units * O.Count);

    private int* ActiveInputs(int row) => _activeInputs + ((long)row * _mostActive);

    private float* ActiveValues(int row) => _activeValues + ((long)row * _mostActive * O.Count);

    /// <summary>Lists the inputs that are not 0 in some lane, with their values in every lane.</summary>
    private void CollectInputs()
    {
        int row = Row(_step);
        int* inputs = ActiveInputs(row);
        float* values = ActiveValues(row);
        int count = 0;
        if (!TakesSymbols)
        {
            for (int i = 0; i < _inputs; i++)
            {
                var value = new ReadOnlySpan<float>(_inputValues + (i * O.Count), O.Count);
                if (value.IndexOfAnyExcept(0f) >= 0)
                {
                    inputs[count] = i;
                    value.CopyTo(new Span<float>(values + (count * O.Count), O.Count));
                    count++;
                }
            }

            _activeCounts[row] = count;
            return;
        }

        for (int lane = 0; lane < O.Count; lane++)
        {
            if (_symbols[lane] < 0)
            {
                continue;
            }

            int k = 0;
            while (k < count && inputs[k] != _symbols[lane])
            {
                k++;
            }

            if (k == count)
            {
                inputs[k] = _symbols[lane];
                O.Store(O.Zero, values + (k * O.Count));
                count++;
            }

            values[(k * O.Count) + lane] = 1;
        }

        _activeCounts[row] = count;
    }

    /// <summary>Logistic units of this step's inputs, where they read them, a bias and recurrent units.</summary>
    private void Layer(float* weights, int units, bool readsInputs, float* recurrent, int recurrentCount, float* result)
    {
        int row = Row(_step);
        int count = readsInputs ? _activeCounts[row] : 0;
        int* inputs = ActiveInputs(row);
        float* values = ActiveValues(row);
        float* bias = weights + (readsInputs ? (long)_inputs * units * O.Count : 0);
        float* fed = bias + ((long)_bias * units * O.Count);
        int u = 0;
        for (; u + 4 <= units; u += 4)
        {
            V a0 = O.Zero, a1 = O.Zero, a2 = O.Zero, a3 = O.Zero;
            if (_bias == 1)
            {
                float* w = bias + ((long)u * O.Count);
                (a0, a1) = (O.Add(a0, O.Load(w)), O.Add(a1, O.Load(w + O.Count)));
                (a2, a3) = (O.Add(a2, O.Load(w + (2 * O.Count))), O.Add(a3, O.Load(w + (3 * O.Count))));
            }

            for (int k = 0; k < count; k++)
            {
                float* w = weights + (((long)inputs[k] * units) + u) * O.Count;
                V z = O.Load(values + (k * O.Count));
                a0 = O.MultiplyAdd(O.Load(w), z, a0);
                a1 = O.MultiplyAdd(O.Load(w + O.Count), z, a1);
                a2 = O.MultiplyAdd(O.Load(w + (2 * O.Count)), z, a2);
                a3 = O.MultiplyAdd(O.Load(w + (3 * O.Count)), z, a3);
            }

            for (int j = 0; j < recurrentCount; j++)
            {
                float* w = fed + (((long)j * units) + u) * O.Count;
                V z = O.Load(recurrent + (j * O.Count));
                a0 = O.MultiplyAdd(O.Load(w), z, a0);
                a1 = O.MultiplyAdd(O.Load(w + O.Count), z, a1);
                a2 = O.MultiplyAdd(O.Load(w + (2 * O.Count)), z, a2);
                a3 = O.MultiplyAdd(O.Load(w + (3 * O.Count)), z, a3);
            }

            float* y = result + (u * O.Count);
            O.Store(Activations.Logistic<V, O>(a0), y);
            O.Store(Activations.Logistic<V, O>(a1), y + O.Count);
            O.Store(Activations.Logistic<V, O>(a2), y + (2 * O.Count));
            O.Store(Activations.Logistic<V, O>(a3), y + (3 * O.Count));
        }

        for (; u < units; u++)
        {
            V a = _bias == 1 ? O.Add(O.Zero, O.Load(bias + (u * O.Count))) : O.Zero;
            for (int k = 0; k < count; k++)
            {
                a = O.MultiplyAdd(
                    O.Load(weights + (((long)inputs[k] * units) + u) * O.Count), O.Load(values + (k * O.Count)), a);
            }

            for (int j = 0; j < recurrentCount; j++)
            {
                a = O.MultiplyAdd(
                    O.Load(fed + (((long)j * units) + u) * O.Count), O.Load(recurrent + (j * O.Count)), a);
            }

            O.Store(Activations.Logistic<V, O>(a), result + (u * O.Count));
        }
    }
}
