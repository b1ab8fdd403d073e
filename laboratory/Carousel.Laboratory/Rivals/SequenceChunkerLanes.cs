using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Rivals;

/// <summary>
/// Neural sequence chunkers, one in each lane: the automatizers step together, and each has a chunker that steps at the
/// events of its lane.
/// </summary>
internal sealed unsafe class SequenceChunkerLanes : LaneNetwork
{
    private readonly SequenceChunker _network;
    private readonly RecurrentLaneNetwork _automatizer;
    private readonly RecurrentLaneNetwork[] _chunkers;
    private readonly bool[] _isUnpredicted;
    private readonly float[] _largest;

    // [Imitating, L]: the chunkers' states since their last events, which the automatizers are to predict.
    private readonly float[] _states;

    /// <summary>Makes them, all weights 0.</summary>
    /// <param name="network">What a copy is made of.</param>
    /// <param name="lanes">Lanes asked for.</param>
    public SequenceChunkerLanes(SequenceChunker network, int lanes)
    {
        _network = network;
        _automatizer = RecurrentLaneNetwork.Create(network.Automatizer, lanes);
        _chunkers =
        [
            .. Enumerable.Range(0, _automatizer.Lanes).Select(_ => RecurrentLaneNetwork.Create(network.Chunker, 1)),
        ];
        _isUnpredicted = new bool[_automatizer.Lanes];
        _largest = new float[_automatizer.Lanes];
        _states = new float[network.Imitating * _automatizer.Lanes];
    }

    /// <summary>Events so far, of all lanes: inputs that the chunkers were stepped at.</summary>
    public long Events { get; private set; }

    /// <inheritdoc/>
    public override int Lanes => _automatizer.Lanes;

    /// <inheritdoc/>
    public override int Inputs => _network.Symbols;

    /// <inheritdoc/>
    public override int Outputs => _network.Symbols;

    /// <inheritdoc/>
    public override bool TakesSymbols => true;

    /// <inheritdoc/>
    public override int WeightCount => _network.WeightCount;

    /// <inheritdoc/>
    public override float* InputValues => _automatizer.InputValues;

    /// <inheritdoc/>
    public override int* InputSymbols => _automatizer.InputSymbols;

    /// <inheritdoc/>
    /// <remarks>The automatizer's outputs after these predict its chunker's hidden units and outputs.</remarks>
    public override float* OutputValues => _automatizer.OutputValues;

    /// <inheritdoc/>
    public override float* OutputErrors => _automatizer.OutputErrors;

    /// <inheritdoc/>
    public override float* Rates => _automatizer.Rates;

    /// <inheritdoc/>
    public override void Initialize(int lane, TrialRandom random)
    {
        _automatizer.Initialize(lane, random);
        _chunkers[lane].Initialize(0, random);
        Reset(lane);
    }

    /// <inheritdoc/>
    public override void Reset(int lane)
    {
        _automatizer.Reset(lane);
        _chunkers[lane].Reset(0);
        _isUnpredicted[lane] = true;
    }

    /// <inheritdoc/>
    public override void Step()
    {
        _automatizer.Step();
        for (int lane = 0; lane < Lanes; lane++)
        {
            if (_isUnpredicted[lane] && InputSymbols[lane] >= 0)
            {
                StepChunker(lane);
                _isUnpredicted[lane] = false;
            }
        }
    }

    /// <inheritdoc/>
    public override void Learn()
    {
        // A lane that does not learn has rate 0: errors in it change nothing.
        _automatizer.SetErrors(Outputs, _states);
        _automatizer.LargestErrors(Outputs, _largest);
        for (int lane = 0; lane < Lanes; lane++)
        {
            if (Rates[lane] == 0)
            {
                continue;
            }

            if (!(_largest[lane] < _network.Tolerance))
            {
                TrainChunker(lane);
                _isUnpredicted[lane] = true;
            }
        }

        _automatizer.Learn();
    }

    /// <inheritdoc/>
    public override void ReadWeights(int lane, Span<float> weights)
    {
        int own = _automatizer.WeightCount;
        _automatizer.ReadWeights(lane, weights[..own]);
        _chunkers[lane].ReadWeights(0, weights[own..]);
    }

    /// <inheritdoc/>
    public override void WriteWeights(int lane, ReadOnlySpan<float> weights)
    {
        int own = _automatizer.WeightCount;
        _automatizer.WriteWeights(lane, weights[..own]);
        _chunkers[lane].WriteWeights(0, weights[own..]);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _automatizer.Dispose();
        foreach (RecurrentLaneNetwork chunker in _chunkers)
        {
            chunker.Dispose();
        }
    }

    /// <summary>Gives the chunker an unpredicted input.</summary>
    private void StepChunker(int lane)
    {
        RecurrentLaneNetwork chunker = _chunkers[lane];
        chunker.InputSymbols[0] = InputSymbols[lane];
        chunker.Step();
        Events++;
        float* hidden = chunker.HiddenValues;
        float* outputs = chunker.OutputValues;
        for (int u = 0; u < _network.Imitating; u++)
        {
            _states[(u * Lanes) + lane] = u < _network.ChunkerHidden
                ? hidden[u * chunker.Lanes]
                : outputs[(u - _network.ChunkerHidden) * chunker.Lanes];
        }
    }

    /// <summary>Trains the chunker to have predicted, at its last event, what comes now.</summary>
    private void TrainChunker(int lane)
    {
        RecurrentLaneNetwork chunker = _chunkers[lane];
        chunker.Rates[0] = Rates[lane];
        for (int o = 0; o < Outputs; o++)
        {
            int place = (o * Lanes) + lane;
            float target = OutputErrors[place] + OutputValues[place];
            chunker.OutputErrors[o * chunker.Lanes] = target - chunker.OutputValues[o * chunker.Lanes];
        }

        chunker.Learn();
    }
}
