using System.Runtime.InteropServices;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Lanes;

/// <summary>
/// The smallest network with a state: s(t) = s(t−1)/2 + w·x(t), y = v·s + b for each output; v and b are learned. Plain
/// loops over the lanes.
/// </summary>
internal sealed unsafe class LeakyLanes : LaneNetwork
{
    private readonly float[][] _weights;
    private readonly float[] _states;
    private readonly int[] _added;
    private readonly float* _memory;

    public LeakyLanes(int lanes, int inputs, int outputs, bool takesSymbols = false, int leadingSteps = 0)
    {
        (Lanes, Inputs, Outputs, TakesSymbols, LeadingSteps) = (lanes, inputs, outputs, takesSymbols, leadingSteps);
        _weights = [.. Enumerable.Range(0, lanes).Select(_ => new float[WeightCount])];
        _states = new float[lanes];
        _added = new int[lanes];
        int count = lanes * (inputs + outputs + outputs + 1 + 1);
        _memory = (float*)NativeMemory.AllocZeroed((nuint)count, sizeof(float));
        InputValues = _memory;
        OutputValues = InputValues + (lanes * inputs);
        OutputErrors = OutputValues + (lanes * outputs);
        Rates = OutputErrors + (lanes * outputs);
        InputSymbols = (int*)(Rates + lanes);
    }

    public override int Lanes { get; }

    public override int Inputs { get; }

    public override int Outputs { get; }

    public override bool TakesSymbols { get; }

    public override int LeadingSteps { get; }

    public override int WeightCount => Inputs + (2 * Outputs);

    public override float* InputValues { get; }

    public override int* InputSymbols { get; }

    public override float* OutputValues { get; }

    public override float* OutputErrors { get; }

    public override float* Rates { get; }

    /// <summary>What lane 0 was given, step by step: the symbol, or the first input.</summary>
    public List<float> Seen { get; } = [];

    /// <summary>The rates of lane 0 at each change of weights.</summary>
    public List<float> RatesSeen { get; } = [];

    /// <summary>The weights that a test left here.</summary>
    public float[] WeightsSeen { get; set; } = [];

    public override void Initialize(int lane, TrialRandom random)
    {
        foreach (ref float weight in _weights[lane].AsSpan())
        {
            weight = random.Uniform(-0.5f, 0.5f);
        }

        _added[lane] = 0;
        Reset(lane);
    }

    public override void Reset(int lane) => _states[lane] = 0;

    public override bool Extend(int lane) => _added[lane]++ == 0;

    public override void Step()
    {
        Seen.Add(TakesSymbols ? InputSymbols[0] : InputValues[0]);
        for (int lane = 0; lane < Lanes; lane++)
        {
            float[] weights = _weights[lane];
            float state = _states[lane] / 2;
            for (int i = 0; i < Inputs; i++)
            {
                state += weights[i]
                    * (TakesSymbols ? (InputSymbols[lane] == i ? 1 : 0) : InputValues[(i * Lanes) + lane]);
            }

            _states[lane] = state;
            for (int o = 0; o < Outputs; o++)
            {
                OutputValues[(o * Lanes) + lane] = (weights[Inputs + o] * state) + weights[Inputs + Outputs + o];
            }
        }
    }

    public override void Learn()
    {
        RatesSeen.Add(Rates[0]);
        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int o = 0; o < Outputs; o++)
            {
                float change = Rates[lane] * OutputErrors[(o * Lanes) + lane];
                _weights[lane][Inputs + o] += change * _states[lane];
                _weights[lane][Inputs + Outputs + o] += change;
                OutputErrors[(o * Lanes) + lane] = 0;
            }
        }
    }

    public override void ReadWeights(int lane, Span<float> weights) => _weights[lane].CopyTo(weights);

    public override void WriteWeights(int lane, ReadOnlySpan<float> weights) => weights.CopyTo(_weights[lane]);

    public override void Dispose() => NativeMemory.Free(_memory);
}
