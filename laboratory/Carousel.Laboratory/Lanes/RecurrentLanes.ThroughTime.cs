using Carousel.Laboratory.Rivals;

namespace Carousel.Laboratory.Lanes;

/// <content>Back-propagation through time from one target, with the activations as they were and the weights as they
/// are; and Elman's cut of it.</content>
internal sealed unsafe partial class RecurrentLanes<V, O>
{
    private readonly float* _gradient;
    private readonly float* _carried;

    private void LearnThroughTime()
    {
        long values = (long)_units * Network.Sources * O.Count;
        for (long k = 0; k < values; k += O.Count)
        {
            O.Store(O.Zero, _gradient + k);
        }

        bool beside = Network.Place == OutputPlace.Beside;
        bool copied = Network.Gradient == RecurrentGradient.Copied;
        if (copied)
        {
            if (beside)
            {
                BackOneStep(_step - 1, _errorsBefore, false);
            }
            else
            {
                BackOneStep(_step, _errors, false);
            }
        }
        else
        {
            // Before a lane's first step its units are 0, and so is their derivative: what goes back further there is 0
            // by itself.
            long last = _step - Math.Min(Network.Window, LongestAge());
            long step = _step;
            if (beside)
            {
                new ReadOnlySpan<float>(_errorsBefore, _units * O.Count)
                    .CopyTo(new Span<float>(_carried, _units * O.Count));
            }
            else
            {
                BackOneStep(step, _errors, true);
            }

            for (step--; step > last; step--)
            {
                new ReadOnlySpan<float>(_carried, _units * O.Count).CopyTo(new Span<float>(_errors, _units * O.Count));
                BackOneStep(step, _errors, true);
            }
        }

        V rate = O.Load(_rates);
        for (long k = 0; k < values; k += O.Count)
        {
            Change(_weights + k, rate, O.Load(_gradient + k));
        }
    }

    /// <summary>Steps since the start, of the lane with errors that started first.</summary>
    private long LongestAge()
    {
        long age = 0;
        for (int lane = 0; lane < O.Count; lane++)
        {
            bool learns = false;
            for (int o = 0; o < _outputs && !learns; o++)
            {
                learns = _outputErrors[(o * O.Count) + lane] != 0;
            }

            age = learns ? Math.Max(age, _step - _starts[lane] + 1) : age;
        }

        return age;
    }

    /// <summary>
    /// From the units' errors after a step: adds to the gradient, and carries to the units of the step before.
    /// </summary>
    private void BackOneStep(long step, float* errors, bool carries)
    {
        float* now = State(step);
        float* before = State(step - 1);
        for (int u = 0; u < _units; u++)
        {
            O.Store(
                O.Multiply(O.Load(errors + (u * O.Count)), Slope(O.Load(now + (u * O.Count)))),
                _slopes + (u * O.Count));
        }

        int row = Row(step);
        for (int k = 0; k < _activeCounts[row]; k++)
        {
            AddScaled(
                _slopes, O.Load(ActiveValues(row) + (k * O.Count)),
                _gradient + ((long)ActiveInputs(row)[k] * _units * O.Count), _units);
        }

        if (_bias == 1)
        {
            AddScaled(_slopes, O.Broadcast(1f), _gradient + ((long)_inputs * _units * O.Count), _units);
        }

        long fed = (long)(_inputs + _bias) * _units * O.Count;
        for (int j = 0; j < _units; j++)
        {
            AddScaled(_slopes, O.Load(before + (j * O.Count)), _gradient + fed + ((long)j * _units * O.Count), _units);
            if (carries)
            {
                V sum = O.Zero;
                float* w = _weights + fed + ((long)j * _units * O.Count);
                for (int u = 0; u < _units; u++)
                {
                    sum = O.MultiplyAdd(O.Load(w + (u * O.Count)), O.Load(_slopes + (u * O.Count)), sum);
                }

                O.Store(sum, _carried + (j * O.Count));
            }
        }
    }
}
