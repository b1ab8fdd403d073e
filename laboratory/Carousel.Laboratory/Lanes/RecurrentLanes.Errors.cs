using System.Runtime.CompilerServices;
using Carousel.Laboratory.Rivals;

namespace Carousel.Laboratory.Lanes;

/// <content>Errors of outputs and units, and the separate layer of output units.</content>
internal sealed unsafe partial class RecurrentLanes<V, O>
{
    /// <inheritdoc/>
    public override void LargestErrors(int outputs, Span<float> largest)
    {
        V most = O.Zero;
        for (int o = 0; o < outputs; o++)
        {
            // Max hands NaN on from either side.
            most = O.Max(most, O.Absolute(O.Load(_outputErrors + (o * O.Count))));
        }

        fixed (float* place = largest[..O.Count])
        {
            O.Store(most, place);
        }
    }

    /// <inheritdoc/>
    public override void SetErrors(int first, ReadOnlySpan<float> targets)
    {
        fixed (float* target = targets[..((_outputs - first) * O.Count)])
        {
            float* y = _outputValues + (first * O.Count);
            float* errors = _outputErrors + (first * O.Count);
            for (int k = 0; k < (_outputs - first) * O.Count; k += O.Count)
            {
                O.Store(O.Subtract(O.Load(target + k), O.Load(y + k)), errors + k);
            }
        }
    }

    /// <summary>
    /// Sends the outputs' errors to the recurrent units that they read: those of the step before if outputs are
    /// in the same layer, else those of this step.
    /// </summary>
    private void CollectErrors()
    {
        int outputs = _outputs * O.Count;
        int units = _units * O.Count;
        new Span<float>(_errorsBefore, units).Clear();
        new Span<float>(_errors, units).Clear();
        if (Network.Place == OutputPlace.Among)
        {
            new ReadOnlySpan<float>(_outputErrors, outputs)
                .CopyTo(new Span<float>(_errors + (Network.Hidden * O.Count), outputs));
            return;
        }

        for (int o = 0; o < _outputs; o++)
        {
            O.Store(
                O.Multiply(O.Load(_outputErrors + (o * O.Count)), Slope(O.Load(_outputValues + (o * O.Count)))),
                _delta + (o * O.Count));
        }

        float* errors = Network.Place == OutputPlace.Beside ? _errorsBefore : _errors;
        float* fed = _outputWeights + ((long)(Network.OutputSources - _units) * _outputs * O.Count);
        for (int u = 0; u < _units; u++)
        {
            V sum = O.Zero;
            for (int o = 0; o < _outputs; o++)
            {
                sum = O.MultiplyAdd(
                    O.Load(fed + (((long)u * _outputs) + o) * O.Count), O.Load(_delta + (o * O.Count)), sum);
            }

            O.Store(sum, errors + (u * O.Count));
        }
    }

    /// <summary>W += rate·δ·z for the separate layer of output units.</summary>
    private void ChangeOutputWeights()
    {
        V rate = O.Load(_rates);
        for (int o = 0; o < _outputs; o++)
        {
            O.Store(O.Multiply(rate, O.Load(_delta + (o * O.Count))), _delta + (o * O.Count));
        }

        int row = Row(_step);
        float* place = _outputWeights;
        if (Network.ReadsInputs)
        {
            for (int k = 0; k < _activeCounts[row]; k++)
            {
                ChangeRow(
                    rate, O.Load(ActiveValues(row) + (k * O.Count)),
                    place + ((long)ActiveInputs(row)[k] * _outputs * O.Count));
            }

            place += (long)_inputs * _outputs * O.Count;
        }

        if (_bias == 1)
        {
            ChangeRow(rate, O.Broadcast(1f), place);
            place += (long)_outputs * O.Count;
        }

        float* read = State(Network.Place == OutputPlace.Beside ? _step - 1 : _step);
        for (int u = 0; u < _units; u++)
        {
            ChangeRow(rate, O.Load(read + (u * O.Count)), place + ((long)u * _outputs * O.Count));
        }
    }

    /// <summary>w += rate·δ·z for the output units' weights from one source; δ is scaled already.</summary>
    private void ChangeRow(V rate, V source, float* weights)
    {
        for (int k = 0; k < _outputs * O.Count; k += O.Count)
        {
            V weight = O.Load(weights + k);
            O.Store(O.SelectLess(O.Zero, rate, O.MultiplyAdd(O.Load(_delta + k), source, weight), weight), weights + k);
        }
    }

    /// <summary>
    /// w += rate·g in the lanes that learn. The others are left out, not multiplied by 0: what has grown without bounds
    /// there would turn into NaN as soon as a neighbour learns.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Change(float* weights, V rate, V gradient)
    {
        V weight = O.Load(weights);
        O.Store(O.SelectLess(O.Zero, rate, O.MultiplyAdd(rate, gradient, weight), weight), weights);
    }

    /// <summary>sum[k] += values[k]·factor.</summary>
    private static void AddScaled(float* values, V factor, float* sum, int count)
    {
        for (int k = 0; k < count * O.Count; k += O.Count)
        {
            O.Store(O.MultiplyAdd(O.Load(values + k), factor, O.Load(sum + k)), sum + k);
        }
    }
}
