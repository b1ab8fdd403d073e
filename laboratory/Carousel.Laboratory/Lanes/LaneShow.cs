using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Lanes;

/// <summary>
/// The state of one lane: the trial, its sequence, the place in it, and the totals of its outputs so far.
/// </summary>
internal unsafe struct LaneShow
{
    /// <summary>The lane.</summary>
    public int Lane;

    /// <summary>Whose network it is.</summary>
    public Trial Trial;

    /// <summary>The trial's turns.</summary>
    public IEnumerator<Presentation> Turns;

    /// <summary>The turn.</summary>
    public Presentation Presentation;

    /// <summary>Its sequence, which must live as long as it is shown.</summary>
    public ProblemSequence Sequence;

    /// <summary>Steps until the next one after which something is to be done, that one included.</summary>
    public int Until;

    /// <summary>Steps of the sequence that were made; −1 before a leading step.</summary>
    public int Step;

    /// <summary>T.</summary>
    public int Length;

    /// <summary>The first step with a target.</summary>
    public int FirstTarget;

    /// <summary>The rate at the next step.</summary>
    public float Rate;

    private float _decay;
    private int _decays;
    private bool _trains;
    private bool _stopsAtWrong;
    private Judgement _judgement;
    private float _tolerance;
    private int _firstJudged;
    private float* _targets;
    private int* _targetSymbols;
    private uint* _admissible;
    private int _wrong;
    private int _firstWrong;
    private float _largest;
    private double _sum;

    /// <summary>Whether the step just made was the last to be shown.</summary>
    public readonly bool IsOver => Step >= Length || (_stopsAtWrong && _wrong > 0);

    /// <summary>Begins a sequence.</summary>
    /// <param name="presentation">What is shown, and how.</param>
    /// <param name="leading">Steps without input in front of it.</param>
    public void Begin(Presentation presentation, int leading)
    {
        ProblemSequence sequence = presentation.Sequence;
        (Presentation, Sequence) = (presentation, sequence);
        (Step, Length, FirstTarget, _firstJudged) = (
            -leading, sequence.Length, sequence.FirstTarget, sequence.FirstJudged);
        (Rate, _decay, _decays) = (presentation.Rate, presentation.RateDecay, 0);
        _trains = presentation.Kind == PresentationKind.Train;
        (_stopsAtWrong, _judgement, _tolerance) = (
            presentation.StopsAtWrong, presentation.Judgement, presentation.Tolerance);
        _targets = sequence.TargetAddress;
        _targetSymbols = sequence.TargetSymbolAddress;
        _admissible = sequence.AdmissibleAddress;
        (_wrong, _firstWrong, _largest, _sum) = (0, -1, 0, 0);
        Until = leading + Math.Min(sequence.FirstTarget + 1, sequence.Length);
    }

    /// <summary>Judges the outputs of the step just made, where it has a target.</summary>
    /// <param name="outputs">[O, L].</param>
    /// <param name="errors">[O, L], receives this lane's where it learns.</param>
    /// <param name="O">Output units.</param>
    /// <param name="L">Lanes.</param>
    /// <returns>Whether the lane learns from it.</returns>
    public bool Judge(float* outputs, float* errors, int O, int L)
    {
        int step = Step - 1;
        int target = step - FirstTarget;
        Until = 1;
        if (target < 0)
        {
            return false;
        }

        Decay(step);
        bool learns = _trains && Rate > 0;
        float* y = outputs + Lane;
        float* error = errors + Lane;
        float largest = 0;
        double sum = 0;
        float* numbers = _targets + (_targets is null ? 0 : (long)target * O);
        int symbol = _targets is null ? _targetSymbols[target] : -1;
        for (int o = 0; o < O; o++)
        {
            float e = (_targets is null ? (o == symbol ? 1f : 0f) : numbers[o]) - y[(long)o * L];
            if (learns)
            {
                error[(long)o * L] = e;
            }

            float size = MathF.Abs(e);
            largest = size > largest ? size : largest;
            sum += size;
        }

        // A comparison does not see what is not a number; the sum does.
        largest = double.IsNaN(sum) ? float.NaN : largest;

        if (step >= _firstJudged)
        {
            _sum += sum;
            _largest = MathF.Max(_largest, largest);

            // What is not a number is wrong.
            bool isRight = _judgement == Judgement.AdmissibleMostActive
                ? AreMostActive(_admissible[target], y, O, L)
                : largest < _tolerance;
            if (!isRight)
            {
                _wrong++;
                _firstWrong = _firstWrong < 0 ? step : _firstWrong;
            }
        }

        return learns;
    }

    /// <summary>Ends the sequence: the presentation receives what came of it.</summary>
    /// <param name="O">Output units.</param>
    public void End(int O)
    {
        Decay(Step);
        int judged = Math.Max(0, Step - Math.Max(_firstJudged, FirstTarget));
        Presentation.Rate = Rate;
        Presentation.Steps = Step;
        Presentation.WrongSteps = _wrong;
        Presentation.FirstWrong = _firstWrong;
        Presentation.MaxError = _largest;
        Presentation.MeanError = judged == 0 ? 0 : (float)(_sum / ((double)judged * O));
        if (_trains)
        {
            TrialResult result = Trial.Result;
            result.RecentError = double.IsNaN(result.RecentError)
                ? Presentation.MeanError
                : result.RecentError + ((Presentation.MeanError - result.RecentError) / 100);
        }
    }

    private static bool AreMostActive(uint admissible, float* y, int O, int L)
    {
        float least = float.PositiveInfinity;
        float most = float.NegativeInfinity;
        for (int o = 0; o < O; o++)
        {
            float value = y[(long)o * L];
            if ((admissible >> o & 1) != 0)
            {
                least = MathF.Min(least, value);
            }
            else
            {
                most = MathF.Max(most, value);
            }
        }

        return least > most;
    }

    // The rate of step s has fallen s times. When it can no longer change a weight, the rest of a long stream is shown
    // without learning.
    private void Decay(int step)
    {
        if (_decay != 1)
        {
            for (; _decays < step && Rate > 0; _decays++)
            {
                Rate *= _decay;
                Rate = Rate < Presentation.LeastRate ? 0 : Rate;
            }
        }
    }
}
