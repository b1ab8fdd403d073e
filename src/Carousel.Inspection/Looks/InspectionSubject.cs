using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Inspection.Looks;

/// <summary>A model and the sequences that it is looked at over.</summary>
public sealed class InspectionSubject
{
    private readonly AnswerShare _share;
    private readonly JobInput _data;
    private readonly Lazy<DataColumns> _columns;

    private InspectionSubject(
        IInspectedModel model, AnswerShare share, IReadOnlyList<InspectedSequence> sequences, JobInput data,
        string modelName, ulong seed)
    {
        (Model, _share, Sequences, _data, ModelName, Seed) = (model, share, sequences, data, modelName, seed);
        Every = sequences;
        _columns = new Lazy<DataColumns>(() => DataColumns.Read(_data));
    }

    /// <summary>The model.</summary>
    public IInspectedModel Model { get; }

    /// <summary>The sequences, one at least.</summary>
    public IReadOnlyList<InspectedSequence> Sequences { get; }

    /// <summary>All sequences of the data, of which <see cref="Sequences"/> may be some.</summary>
    public IReadOnlyList<InspectedSequence> Every { get; private init; }

    /// <summary>How messages call the model's file.</summary>
    public string ModelName { get; }

    /// <summary>How messages call the data.</summary>
    public string DataName => _data.Name;

    /// <summary>Seeds every random choice of a look.</summary>
    public ulong Seed { get; }

    /// <summary>Steps of all sequences together.</summary>
    internal long Steps => Sequences.Sum(s => (long)s.Steps);

    /// <summary>The number of steps with their name.</summary>
    internal string CountedSteps => FigureText.Counted(Steps, Model.StepName);

    /// <summary>What steps are, as text.</summary>
    internal StepText Text => new(Model);

    /// <summary>What a reader has to know of the network that is looked at, a sentence each.</summary>
    internal IReadOnlyList<string> Notes => [.. Optional.Of(_share.InspectionNote), .. Model.Notes];

    /// <summary>What is looked at, shown before the look.</summary>
    internal IReadOnlyList<JobFact> Facts
    {
        get
        {
            string of = Sequences.Count == Every.Count ? "" : $" of {FigureText.Count(Every.Count)}";
            string name = Sequences.Count == 1 ? $", {Sequences[0].Name}" : "";
            return
            [
                new JobFact("sequences", $"{FigureText.Count(Sequences.Count)}{of}{name}; {CountedSteps} in all"),
                .. JobFact.Notes(Notes),
            ];
        }
    }

    /// <summary>Opens a model on data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data.</param>
    /// <param name="modelName">How messages call the model's file.</param>
    /// <param name="seed">Seeds every random choice of a look.</param>
    /// <param name="part">Which part of the model, of one that has several; null for its first.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The subject; valid as long as the model.</returns>
    /// <exception cref="DataFormatException">The data can't be read or do not fit the model, or the model is of a job
    /// that can't be looked into.</exception>
    /// <exception cref="OptionException">The model has no such part.</exception>
    public static InspectionSubject Open(
        IJobModel model, JobInput data, string modelName, ulong seed = 1, string? part = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (model is not IInspectable inspectable)
        {
            throw OptionTable.None.Unfit(
                $"{modelName}: inspection cannot read the states of a model for '{model.Task}'. Pass one of another "
                + $"job, or of carousel video {{Mode}} action.");
        }

        if (part is not null && !inspectable.Parts.Contains(part))
        {
            throw inspectable.Parts.Count == 0
                ? new OptionException($"{{Part}}: {modelName} has only one part. Leave {{Part}} out.")
                : new OptionException(
                    $"{{Part}}: {modelName} has no part '{part}'. It has {string.Join(" and ", inspectable.Parts)}.");
        }

        IInspectedModel inside = part is null ? inspectable.Inspect() : inspectable.Inspect(part);
        return new InspectionSubject(inside, model.Share, inside.Read(data, cancellation), data, modelName, seed);
    }

    /// <summary>The same model over some of the sequences.</summary>
    /// <param name="sequences">Which.</param>
    /// <returns>The narrower subject.</returns>
    public InspectionSubject Over(IReadOnlyList<InspectedSequence> sequences) =>
        new(Model, _share, sequences, _data, ModelName, Seed) { Every = Every };

    /// <summary>The cells of a column of the data's table at the steps of a sequence.</summary>
    /// <param name="column">The column.</param>
    /// <param name="sequence">The sequence.</param>
    /// <returns>[T], as in the file; null for a step that is not a row.</returns>
    /// <exception cref="DataFormatException">The data are not a table, or have no such column.</exception>
    public string?[] Column(string column, InspectedSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return sequence.Rows.Count == 0
            ? throw new DataFormatException(
                $"{DataName} is read as steps without rows, so it has no column '{column}'.")
            : _columns.Value.Of(column, sequence.Rows);
    }
}
