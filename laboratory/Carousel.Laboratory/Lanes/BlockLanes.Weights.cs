using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Lanes;

/// <content>The order of a copy's weights, and reading, writing and drawing them.</content>
internal sealed unsafe partial class BlockLanes<V, O>
{
    /// <summary>
    /// Where each weight is stored, in the network's order: the offset in lane 0, and how far the next lane's is.
    /// </summary>
    private readonly List<(long Offset, long Stride)> _places;

    /// <inheritdoc/>
    public override void ReadWeights(int lane, Span<float> weights)
    {
        for (int k = 0; k < _places.Count; k++)
        {
            weights[k] = *Place(k, lane);
        }
    }

    /// <inheritdoc/>
    public override void WriteWeights(int lane, ReadOnlySpan<float> weights)
    {
        for (int k = 0; k < _places.Count; k++)
        {
            *Place(k, lane) = weights[k];
        }

        ForgetChanges(lane);
        _isResting[lane] = weights.IndexOfAnyExcept(0f) < 0;
    }

    /// <inheritdoc/>
    public override void Initialize(int lane, TrialRandom random)
    {
        for (int k = 0; k < _places.Count; k++)
        {
            *Place(k, lane) = random.Uniform(-Network.InitialRange, Network.InitialRange);
        }

        SetBiases(Network.InputGateBiases, _cells, lane);
        SetBiases(Network.ForgetGateBiases, _forgetGate, lane);
        SetBiases(Network.OutputGateBiases, _outputGate, lane);
        ForgetChanges(lane);
        _isResting[lane] = false;
        if (Network.AddsCells)
        {
            _added[lane] = 0;
            Clear(_active, _blocks, lane);
        }

        Reset(lane);
    }

    /// <inheritdoc/>
    public override bool Extend(int lane)
    {
        if (!Network.AddsCells || _added[lane] == _blocks)
        {
            return false;
        }

        _active[(_added[lane]++ * Lanes) + lane] = 1;
        return true;
    }

    private static void Clear(float* vectors, long count, int lane)
    {
        float* end = vectors + (count * O.Count);
        for (float* p = vectors + lane; p < end; p += O.Count)
        {
            *p = 0;
        }
    }

    private float* Place(int weight, int lane)
    {
        (long offset, long stride) = _places[weight];
        return _weights + offset + (stride * lane);
    }

    private void SetBiases(IReadOnlyList<float> biases, int firstUnit, int lane)
    {
        for (int j = 0; j < biases.Count; j++)
        {
            _hidden[((((nint)_inputs * _units) + firstUnit + j) * Lanes) + lane] = biases[j];
        }
    }

    /// <summary>Replacing a lane's weights also clears its momentum and the history of its steps.</summary>
    private void ForgetChanges(int lane)
    {
        ClearHistory(lane);
        if (_velocities != null)
        {
            Clear(_velocities, _weightFloats / Lanes, lane);
        }
    }

    /// <summary>Where cells do not wait to be added they compute from the start.</summary>
    private void Unsilence() => new Span<float>(_active, _blocks * Lanes).Fill(Network.AddsCells ? 0 : 1);

    /// <summary>Lists the weights in the order that <see cref="BlockLanes"/> states.</summary>
    private sealed class WeightPlaces
    {
        private readonly BlockLanes<V, O> _lanes;

        public WeightPlaces(BlockNetwork network, BlockLanes<V, O> lanes)
        {
            _lanes = lanes;
            for (int u = 0; u < network.HiddenUnits; u++)
            {
                AddInputs(network, u, lanes._hiddenColumns, lanes._hiddenColumnWidth, lanes._hidden, lanes._units);
                for (int s = 0; s < network.RecurrentSources && (u >= network.Cells || network.UnitsFeedCells); s++)
                {
                    AddShared(lanes._hidden, ((nint)(lanes._inputs + 1 + s) * lanes._units) + u);
                }

                if (u >= network.Cells && network.HasPeepholes)
                {
                    AddPeepholes(u);
                }

                if (network.Biased.HasFlag(u < network.Cells ? BiasedUnits.Cells : BiasedUnits.Gates))
                {
                    AddShared(lanes._hidden, ((nint)lanes._inputs * lanes._units) + u);
                }
            }

            for (int k = 0; k < network.Outputs; k++)
            {
                if (lanes.FeedsOutputs)
                {
                    AddInputs(
                        network, k, lanes._outputColumns, lanes._outputColumnWidth,
                        lanes._output + ((nint)(1 + network.Cells) * network.Outputs * lanes.Lanes), network.Outputs);
                }

                for (int c = 0; c < network.Cells; c++)
                {
                    AddShared(lanes._output, ((nint)(1 + c) * network.Outputs) + k);
                }

                if (network.Biased.HasFlag(BiasedUnits.Outputs))
                {
                    AddShared(lanes._output, k);
                }
            }
        }

        public List<(long Offset, long Stride)> List { get; } = [];

        /// <summary>Weights from the inputs: rows that lanes share, or columns per lane.</summary>
        private void AddInputs(BlockNetwork network, int unit, float* columns, int columnWidth, float* rows, int units)
        {
            for (int s = 0; s < network.Inputs; s++)
            {
                if (columnWidth > 0)
                {
                    List.Add(
                        (
                            columns - _lanes._weights + ((long)s * columnWidth) + unit,
                            (long)network.Inputs * columnWidth));
                }
                else
                {
                    AddShared(rows, ((nint)s * units) + unit);
                }
            }
        }

        private void AddPeepholes(int unit)
        {
            int gate = unit - _lanes._cells;
            int kind = unit >= _lanes._outputGate ? 2 : gate / _lanes._blocks;
            for (int v = 0; v < _lanes._size; v++)
            {
                AddShared(
                    _lanes._peepholes, ((nint)kind * _lanes._cells) + ((gate % _lanes._blocks) * _lanes._size) + v);
            }
        }

        private void AddShared(float* region, nint vector) =>
            List.Add((region - _lanes._weights + (vector * _lanes.Lanes), 1));
    }
}
