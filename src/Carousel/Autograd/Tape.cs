using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// Records the operations of one step and runs their gradients backwards. Few, large operations; no object is made for
/// a call.
/// </summary>
/// <remarks>
/// One owner, one thread. <see cref="Begin"/> starts a step and gives up the one before, with all its tensors.
/// </remarks>
public sealed class Tape
{
    private readonly List<TapeEntry> _entries = [];
    private readonly List<Variable> _operands = [];
    private readonly LentObjects _lent = new();
    private Slot[] _slots = new Slot[64];
    private int _slotCount = 1;
    private bool _isUnrecorded;
    private Tape? _segment;

    /// <summary>A tape on a backend.</summary>
    /// <param name="backend">Where the operations run.</param>
    /// <param name="arena">Where their tensors live, reset by <see cref="Begin"/>.</param>
    public Tape(Backend backend, Arena arena)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(arena);
        (Backend, Arena) = (backend, arena);
    }

    /// <summary>Where the operations run.</summary>
    public Backend Backend { get; }

    /// <summary>Where the step's tensors live.</summary>
    public Arena Arena { get; }

    /// <summary>What the step is for.</summary>
    public TapeMode Mode { get; private set; }

    /// <summary>True where operations are recorded for <see cref="Backward"/>.</summary>
    public bool IsRecording => Mode != TapeMode.Inference && !_isUnrecorded;

    /// <summary>True where dropout and its kin are on.</summary>
    public bool IsTraining => Mode == TapeMode.Training;

    /// <summary>
    /// Whether recurrent layers keep their states only at the borders of about √T segments of time and run each
    /// segment again on the way back, instead of keeping every step.
    /// The gradients are the same bits. Layers that can't do this keep every step: see
    /// <c>SequenceLayer.CanRecompute</c>.
    /// </summary>
    public bool Recomputes { get; set; }

    /// <summary>
    /// Where the segment on this tape meets its neighbours; null for a tape that holds whole sequences.
    /// </summary>
    internal SegmentBorder? Border { get; set; }

    /// <summary>A tape, with its own arena, for one segment of time after another.</summary>
    internal Tape Segment => _segment ??= new Tape(Backend, Arena.Inner);

    /// <summary>Receives every run of a recurrent layer; null for no observer.</summary>
    internal IRecurrentObserver? Observer { get; set; }

    /// <summary>True where recurrent layers keep what backward needs: their gates and all states.</summary>
    internal bool KeepsGates => IsRecording || Observer is { NeedsGates: true };

    /// <summary>The run's seed, for random masks.</summary>
    public ulong Seed { get; private set; }

    /// <summary>The number of the training step, for random masks.</summary>
    public uint Step { get; private set; }

    /// <summary>Starts a step: everything of the one before is given up.</summary>
    /// <param name="mode">What the step is for.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The number of the training step.</param>
    public void Begin(TapeMode mode, ulong seed = 0, uint step = 0)
    {
        _entries.Clear();
        _operands.Clear();
        Array.Clear(_slots, 0, _slotCount);
        _slotCount = 1;
        Arena.Reset();
        _lent.TakeBack();
        (Mode, Seed, Step, _isUnrecorded) = (mode, seed, step, false);
    }

    /// <summary>Starts a step of a mode with its random masks, but records nothing.</summary>
    /// <param name="mode">What the step is for.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The number of the training step.</param>
    internal void BeginUnrecorded(TapeMode mode, ulong seed, uint step)
    {
        Begin(mode, seed, step);
        _isUnrecorded = true;
    }

    /// <summary>
    /// An object for the rest of this step, for what recorded calls keep until it ends. It is as a former step left it,
    /// and has no other user before <see cref="Begin"/>.
    /// </summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The object.</returns>
    internal T Lend<T>()
        where T : class, new() => _lent.Lend<T>();

    /// <summary>Copies values into the step, without a gradient.</summary>
    /// <param name="values">[shape].</param>
    /// <param name="shape">The sizes.</param>
    /// <returns>A variable of this step.</returns>
    /// <exception cref="ShapeException">The span is not the shape's size.</exception>
    public Variable Input(ReadOnlySpan<float> values, Shape shape)
    {
        Tensor tensor = Arena.Allocate(shape);
        tensor.Write(values);
        return Constant(tensor);
    }

    /// <summary>Copies a batch into the step, without a gradient.</summary>
    /// <param name="batch">Sequences of any lengths.</param>
    /// <returns>[N, FeatureSize], packed as the batch is.</returns>
    public Variable Input(SequenceBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Input(batch.Values, new Shape(batch.Packing.Rows, batch.FeatureSize));
    }

    /// <summary>A tensor that needs no gradient.</summary>
    /// <param name="tensor">Read by the operations of this step.</param>
    /// <returns>A variable of this step.</returns>
    public Variable Constant(Tensor tensor) => Add(tensor, new Slot());

    /// <summary>A constant that an operation will write.</summary>
    internal Variable Constant(Shape shape) => Constant(Arena.Allocate(shape));

    /// <summary>
    /// An input whose gradient is wanted: read it by <see cref="Gradient"/> after <see cref="Backward"/>.
    /// </summary>
    /// <param name="tensor">Read by the operations of this step.</param>
    /// <returns>A variable of this step.</returns>
    public Variable Watch(Tensor tensor) => Add(tensor, new Slot { NeedsGradient = IsRecording });

    /// <summary>A parameter: its gradient is added to that of the parameter.</summary>
    /// <param name="parameter">A built parameter.</param>
    /// <returns>A variable of this step.</returns>
    public Variable Use(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Add(parameter.Value, new Slot
        {
            NeedsGradient = IsRecording && Mode != TapeMode.InputGradients && !parameter.IsFrozen,
            Gradient = IsRecording ? parameter.Gradient : default,
            HasGradient = IsRecording,
        });
    }

    /// <summary>
    /// A parameter that the operation reads only through its kernel's panels. Without a backward pass its float values
    /// are not needed; a quantised parameter would have to make them.
    /// </summary>
    /// <param name="parameter">A built parameter.</param>
    /// <returns>A variable of this step, or <c>default</c>.</returns>
    internal Variable UsePacked(Parameter parameter) =>
        IsRecording || parameter.Quantized is null ? Use(parameter) : default;

    /// <summary>An output of an operation, to be named among the operands of <see cref="Record"/>.</summary>
    /// <param name="tensor">Of this step's arena.</param>
    /// <returns>A variable of this step.</returns>
    public Variable Result(Tensor tensor) => Add(tensor, new Slot());

    /// <summary>The result of an operation, not yet written.</summary>
    internal Variable Result(Shape shape) => Result(Arena.Allocate(shape));

    /// <summary>Records a call, if any of its inputs needs a gradient; then its outputs need one too.</summary>
    /// <param name="backward">The backward pass of the operation.</param>
    /// <param name="outputs">Made by <see cref="Result(Tensor)"/>; operands 0 … outputs − 1 of the entry.</param>
    /// <param name="operands">Inputs and saved tensors, after the outputs, in the order that the operation's Backward
    /// expects; absent ones are <c>default</c>.</param>
    /// <param name="entry">Packing, context and numbers of the call; its place on the tape is filled in here.</param>
    internal void Record(
        BackwardOp backward, ReadOnlySpan<Variable> outputs, ReadOnlySpan<Variable> operands,
        in TapeEntry entry = default)
    {
        if (!IsRecording || !AnyNeedsGradient(operands))
        {
            return;
        }

        int first = _operands.Count;
        foreach (Variable output in outputs)
        {
            _slots[output.Slot].NeedsGradient = true;
            _operands.Add(output);
        }

        foreach (Variable operand in operands)
        {
            _operands.Add(operand);
        }

        _entries.Add(entry with
        {
            Tape = this,
            Backward = backward,
            First = first,
            Count = outputs.Length + operands.Length,
            Outputs = outputs.Length,
        });
    }

    /// <summary>An operand of a recorded call, by its index on the tape.</summary>
    internal Variable Operand(int index) => _operands[index];

    /// <summary>True where a gradient with respect to the variable is wanted.</summary>
    /// <param name="variable">Of this step.</param>
    /// <returns>False for constants, frozen parameters, absent variables, and variables that depend only on
    /// those.</returns>
    public bool NeedsGradient(Variable variable) => !variable.IsNone && _slots[variable.Slot].NeedsGradient;

    /// <summary>∂loss/∂variable, to be read or added to. All zero when nothing was added yet.</summary>
    /// <param name="variable">Of this step.</param>
    /// <returns>A tensor of the variable's shape.</returns>
    public Tensor Gradient(Variable variable)
    {
        ref Slot slot = ref _slots[variable.Slot];
        if (!slot.HasGradient)
        {
            slot.Gradient = Arena.Allocate(variable.Shape);
            slot.HasGradient = true;
            Backend.Clear(slot.Gradient);
        }

        return slot.Gradient;
    }

    /// <summary>
    /// Takes a tensor as the gradient of a variable, instead of a cleared one. <see cref="Propagate"/> starts from it
    /// without a copy.
    /// </summary>
    /// <param name="variable">Of this step, with no gradient yet.</param>
    /// <param name="gradient">∂loss/∂variable, of the variable's shape; added to where the variable is used
    /// further.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException">The variable has a gradient already.</exception>
    public void SetGradient(Variable variable, Tensor gradient)
    {
        ShapeException.Require(gradient.Shape, variable.Shape);
        ref Slot slot = ref _slots[variable.Slot];
        if (slot.HasGradient)
        {
            throw new InvalidOperationException("This variable has a gradient already: add to it by Gradient.");
        }

        (slot.Gradient, slot.HasGradient) = (gradient, true);
    }

    /// <summary>As <see cref="Gradient"/>, or no tensor where nothing was added yet: then it is zero.</summary>
    /// <param name="variable">Of this step, or <c>default</c>.</param>
    /// <returns>A tensor of the variable's shape, or <c>default</c>.</returns>
    public Tensor GradientIfAny(Variable variable) => HasGradient(variable) ? Gradient(variable) : default;

    /// <summary>Copies ∂loss/∂variable to a tensor of the operation; zeros if nothing was added yet.</summary>
    /// <param name="variable">Of this step.</param>
    /// <param name="destination">The variable's shape, overwritten.</param>
    public void CopyGradient(Variable variable, Tensor destination)
    {
        if (HasGradient(variable))
        {
            Backend.Copy(Gradient(variable), destination);
        }
        else
        {
            Backend.Clear(destination);
        }
    }

    /// <summary>As <see cref="Gradient"/>, or no tensor where none is wanted.</summary>
    /// <param name="variable">Of this step, or <c>default</c>.</param>
    /// <returns>A tensor of the variable's shape, or <c>default</c>.</returns>
    public Tensor GradientIfNeeded(Variable variable) => NeedsGradient(variable) ? Gradient(variable) : default;

    /// <summary>Runs all recorded calls backwards from a loss, whose own gradient is 1.</summary>
    /// <param name="loss">One value.</param>
    /// <param name="scale">∂objective/∂loss: 1, or 1 / steps where gradients are accumulated.</param>
    /// <exception cref="ArgumentException">The loss is not one value.</exception>
    /// <exception cref="InvalidOperationException">Nothing was recorded that the loss depends on.</exception>
    public void Backward(Variable loss, float scale = 1)
    {
        if (loss.Value.Length != 1)
        {
            throw new ArgumentException(
                $"Backward starts from one value, but the loss has the shape {loss.Shape}.", nameof(loss));
        }

        if (!NeedsGradient(loss))
        {
            throw new InvalidOperationException(
                "The loss depends on no parameter and no watched variable, or the step was begun for inference.");
        }

        Gradient(loss).Write([scale]);
        Propagate();
    }

    /// <summary>
    /// Runs all recorded calls backwards from gradients that were written beforehand by <see cref="Gradient"/>.
    /// </summary>
    public void Propagate()
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            TapeEntry entry = _entries[i];
            if (AnyOutputHasGradient(entry))
            {
                entry.Backward(entry);
            }
        }
    }

    private bool AnyNeedsGradient(ReadOnlySpan<Variable> operands)
    {
        foreach (Variable operand in operands)
        {
            if (NeedsGradient(operand))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasGradient(Variable variable) => !variable.IsNone && _slots[variable.Slot].HasGradient;

    private bool AnyOutputHasGradient(in TapeEntry entry)
    {
        for (int i = 0; i < entry.Outputs; i++)
        {
            if (HasGradient(_operands[entry.First + i]))
            {
                return true;
            }
        }

        return false;
    }

    private Variable Add(Tensor tensor, Slot slot)
    {
        if (_slotCount == _slots.Length)
        {
            Array.Resize(ref _slots, 2 * _slots.Length);
        }

        _slots[_slotCount] = slot;
        return new Variable(tensor, _slotCount++);
    }

    private struct Slot
    {
        public Tensor Gradient;
        public bool HasGradient;
        public bool NeedsGradient;
    }
}
