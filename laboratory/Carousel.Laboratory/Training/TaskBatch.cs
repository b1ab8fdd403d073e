using System.Runtime.InteropServices;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Laboratory.Training;

/// <summary>Sequences with targets at some of their steps. Its room is reused.</summary>
internal sealed class TaskBatch
{
    private readonly int _targetWidth;
    private readonly List<int> _sequences = [];
    private readonly List<int> _steps = [];
    private readonly List<float> _targets = [];
    private int[] _rows = [];
    private int[] _lengths = [];

    /// <summary>A batch for a task.</summary>
    /// <param name="task">The task.</param>
    public TaskBatch(SequenceTask task)
    {
        Inputs = new SequenceBatch(task.InputSize);
        _targetWidth = task.HasClasses ? 1 : task.OutputSize;
    }

    /// <summary>[N, I], packed.</summary>
    public SequenceBatch Inputs { get; }

    /// <summary>K: targets.</summary>
    public int TargetCount => _sequences.Count;

    /// <summary>[K], the sequence of each target.</summary>
    public IReadOnlyList<int> TargetSequences => _sequences;

    /// <summary>[K], the step of each target.</summary>
    public IReadOnlyList<int> TargetSteps => _steps;

    /// <summary>[K] classes as whole numbers, or [K, O] values.</summary>
    public IReadOnlyList<float> Targets => _targets;

    /// <summary>Starts a batch: all inputs are 0, without targets.</summary>
    /// <param name="lengths">[B].</param>
    public void Begin(ReadOnlySpan<int> lengths)
    {
        Inputs.Begin(lengths);
        for (int b = 0; b < lengths.Length; b++)
        {
            for (int t = 0; t < lengths[b]; t++)
            {
                Inputs.Step(b, t).Clear();
            }
        }

        _sequences.Clear();
        _steps.Clear();
        _targets.Clear();
    }

    /// <summary>Starts a batch of sequences of one length.</summary>
    /// <param name="length">T.</param>
    /// <param name="sequences">B.</param>
    public void Begin(int length, int sequences)
    {
        Array.Resize(ref _lengths, sequences);
        Array.Fill(_lengths, length);
        Begin(_lengths);
    }

    /// <summary>The features of a step, to be written.</summary>
    public Span<float> Step(int sequence, int step) => Inputs.Step(sequence, step);

    /// <summary>Sets one feature to 1.</summary>
    public void SetSymbol(int sequence, int step, int symbol) => Inputs.Step(sequence, step)[symbol] = 1;

    /// <summary>Asks for a class at a step.</summary>
    public void AddTarget(int sequence, int step, int target)
    {
        _sequences.Add(sequence);
        _steps.Add(step);
        _targets.Add(target);
    }

    /// <summary>Asks for values at a step.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="step">The step.</param>
    /// <param name="values">[O].</param>
    public void AddTarget(int sequence, int step, ReadOnlySpan<float> values)
    {
        ShapeException.Require(values, _targetWidth);
        _sequences.Add(sequence);
        _steps.Add(step);
        foreach (float value in values)
        {
            _targets.Add(value);
        }
    }

    /// <summary>[K], the packed row of each target; valid until the next batch.</summary>
    public int[] Rows()
    {
        if (_rows.Length != TargetCount)
        {
            _rows = new int[TargetCount];
        }

        for (int k = 0; k < _rows.Length; k++)
        {
            _rows[k] = Inputs.Packing.Row(_sequences[k], _steps[k]);
        }

        return _rows;
    }

    /// <summary>The targets as the loss takes them.</summary>
    public ReadOnlySpan<float> TargetValues => CollectionsMarshal.AsSpan(_targets);
}
