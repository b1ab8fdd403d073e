using System.Diagnostics;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Lanes;

/// <summary>
/// Runs trials in the lanes of one network, on one thread: each lane has its own trial, its own sequence and its own
/// place in it, and takes the next trial when one has ended.
/// </summary>
/// <remarks>
/// Steps between targets are made without looking at anything but inputs; a lane that does not learn at a step has rate
/// 0 and no errors there, so that neighbours have no influence.
/// Showing sequences allocates nothing.
/// </remarks>
internal sealed unsafe class LaneRunner
{
    private readonly LaneNetwork _network;
    private readonly TrialQueue _queue;
    private readonly LaneShow[] _shows;
    private readonly float*[] _values;
    private readonly int*[] _symbols;
    private readonly int _leading;
    private readonly int _chunk;
    private readonly int _inputSize;

    /// <summary>[chunk, I, L] numbers or [chunk, L] symbols: the network gets this many steps at once.</summary>
    private float* _inputs;
    private int _running;

    /// <summary>Makes a runner.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="queue">The trials.</param>
    public LaneRunner(LaneNetwork network, TrialQueue queue)
    {
        (_network, _queue, _leading) = (network, queue, network.LeadingSteps);
        _shows = new LaneShow[network.Lanes];
        _values = new float*[network.Lanes];
        _symbols = new int*[network.Lanes];
        _inputSize = network.TakesSymbols ? 1 : network.Inputs;
        _chunk = Math.Clamp(256 / _inputSize, 1, 32);
    }

    /// <summary>
    /// Runs trials until none is left, or until it is stopped; a trial that was stopped is not finished.
    /// </summary>
    /// <param name="cancellation">Stops it.</param>
    public void Run(CancellationToken cancellation)
    {
        using var room = new LaneRoom();
        _inputs = room.Floats((long)_chunk * _inputSize * _network.Lanes);
        Fill();
        while (_running > 0 && !cancellation.IsCancellationRequested)
        {
            Advance();
            if (Judge())
            {
                _network.Learn();
                for (int k = 0; k < _running; k++)
                {
                    _network.Rates[_shows[k].Lane] = 0;
                }
            }

            Turn();
        }
    }

    private void Fill()
    {
        int L = _network.Lanes;
        for (int lane = 0; lane < L; lane++)
        {
            _network.Rates[lane] = 0;
            RestLane(lane);
            _shows[_running].Lane = lane;
            if (NextTrial(ref _shows[_running]) && NextSequence(_running))
            {
                _running++;
            }
        }
    }

    // Every running lane makes the steps up to the next one after which a lane has something to be done.
    private void Advance()
    {
        int running = _running;
        int steps = int.MaxValue;
        foreach (ref LaneShow show in _shows.AsSpan(0, running))
        {
            steps = Math.Min(steps, show.Until);
        }

        if (_network.TakesSymbols)
        {
            AdvanceSymbols(steps, running);
        }
        else
        {
            AdvanceValues(steps, running);
        }

        foreach (ref LaneShow show in _shows.AsSpan(0, running))
        {
            show.Until -= steps;
            show.Step += steps;
        }
    }

    private void AdvanceSymbols(int steps, int running)
    {
        int L = _network.Lanes;
        ReadOnlySpan<LaneShow> shows = _shows.AsSpan(0, running);
        int*[] symbols = _symbols;
        int* inputs = (int*)_inputs;
        for (int done = 0; done < steps; done += _chunk)
        {
            int count = Math.Min(_chunk, steps - done);
            for (int k = 0; k < shows.Length; k++)
            {
                int* to = inputs + shows[k].Lane;
                foreach (int symbol in new ReadOnlySpan<int>(symbols[k], count))
                {
                    *to = symbol;
                    to += L;
                }

                symbols[k] += count;
            }

            _network.Steps(inputs, count, done + count == steps);
        }
    }

    private void AdvanceValues(int steps, int running)
    {
        int L = _network.Lanes;
        int I = _network.Inputs;
        ReadOnlySpan<LaneShow> shows = _shows.AsSpan(0, running);
        float*[] values = _values;
        for (int done = 0; done < steps; done += _chunk)
        {
            int count = Math.Min(_chunk, steps - done);
            for (int k = 0; k < shows.Length; k++)
            {
                float* to = _inputs + shows[k].Lane;
                foreach (float value in new ReadOnlySpan<float>(values[k], count * I))
                {
                    *to = value;
                    to += L;
                }

                values[k] += count * I;
            }

            _network.Steps(_inputs, count, done + count == steps);
        }
    }

    private bool Judge()
    {
        LaneNetwork network = _network;
        (int O, int L) = (network.Outputs, network.Lanes);
        float* outputs = network.OutputValues;
        float* errors = network.OutputErrors;
        float* rates = network.Rates;
        bool learns = false;
        foreach (ref LaneShow show in _shows.AsSpan(0, _running))
        {
            if (show.Until == 0 && show.Judge(outputs, errors, O, L))
            {
                rates[show.Lane] = show.Rate;
                learns = true;
            }
        }

        return learns;
    }

    // Lanes whose sequence is over go on with what their trial says.
    private void Turn()
    {
        for (int k = _running - 1; k >= 0; k--)
        {
            if (_shows[k].IsOver)
            {
                _shows[k].End(_network.Outputs);
                if (!NextSequence(k))
                {
                    RestLane(_shows[k].Lane);
                    _running--;
                    _shows[k] = _shows[_running];
                    _values[k] = _values[_running];
                    _symbols[k] = _symbols[_running];
                    _shows[_running] = default;
                }
            }
        }
    }

    private bool NextTrial(ref LaneShow show)
    {
        if (_queue.Take() is not { } trial)
        {
            return false;
        }

        show.Trial = trial;
        show.Turns = trial.Run().GetEnumerator();
        _network.Initialize(show.Lane, trial.WeightRandom);
        return true;
    }

    // Does what the trial says until a sequence is to be shown; false where no trial is left.
    private bool NextSequence(int k)
    {
        ref LaneShow show = ref _shows[k];
        while (true)
        {
            if (!show.Turns.MoveNext())
            {
                EndTrial(ref show);
                if (!NextTrial(ref show))
                {
                    return false;
                }

                continue;
            }

            Presentation presentation = show.Turns.Current;
            switch (presentation.Kind)
            {
                case PresentationKind.Reinitialize:
                    _network.Initialize(show.Lane, show.Trial.WeightRandom);
                    break;
                case PresentationKind.Extend:
                    presentation.WasAdded = _network.Extend(show.Lane);
                    break;
                default:
                    Show(k, presentation);
                    return true;
            }
        }
    }

    private void Show(int k, Presentation presentation)
    {
        ref LaneShow show = ref _shows[k];
        ProblemSequence sequence = presentation.Sequence;
        Require(sequence);
        RequireContent(presentation);
        int leading = presentation.GoesOn ? 0 : _leading;
        if (!presentation.GoesOn)
        {
            _network.Reset(show.Lane);
        }

        show.Begin(presentation, leading);
        if (_network.TakesSymbols)
        {
            _symbols[k] = sequence.SymbolAddress + (1 - leading);
        }
        else
        {
            _values[k] = sequence.InputAddress + ((1 - leading) * sequence.InputSize);
        }
    }

    private void Require(ProblemSequence sequence)
    {
        int inputs = _network.TakesSymbols ? 0 : _network.Inputs;
        if (sequence.Length < 1 || sequence.InputSize != inputs
            || (sequence.OutputSize != 0 && sequence.OutputSize != _network.Outputs))
        {
            throw new InvalidOperationException(
                $"A sequence of {sequence.Length} steps, {sequence.InputSize} inputs and {sequence.OutputSize} outputs "
                + $"can't be shown to a network of {inputs} and {_network.Outputs} (0 means symbols).");
        }
    }

    // The steps themselves take symbols and admissible sets on trust.
    [Conditional("DEBUG")]
    private void RequireContent(Presentation presentation)
    {
        ProblemSequence sequence = presentation.Sequence;
        if (_network.TakesSymbols)
        {
            foreach (int symbol in sequence.Symbols)
            {
                Debug.Assert(symbol >= -1 && symbol < _network.Inputs, "A symbol is not one of the network's inputs.");
            }
        }

        Debug.Assert(
            presentation.Judgement != Judgement.AdmissibleMostActive
                || (sequence.AdmissibleAddress is not null && _network.Outputs <= 32),
            "A sequence that is judged by admissible sets has none.");
    }

    private void EndTrial(ref LaneShow show)
    {
        show.Turns.Dispose();
        show.Trial.Result.Weights = new float[_network.WeightCount];
        _network.ReadWeights(show.Lane, show.Trial.Result.Weights);
        _queue.Finish(show.Trial);
    }

    private void RestLane(int lane)
    {
        _network.Rest(lane);
        for (int k = 0; k < _chunk * _inputSize; k++)
        {
            if (_network.TakesSymbols)
            {
                ((int*)_inputs)[(k * _network.Lanes) + lane] = -1;
            }
            else
            {
                _inputs[(k * _network.Lanes) + lane] = 0;
            }
        }
    }
}
