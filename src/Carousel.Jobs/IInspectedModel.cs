using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;

namespace Carousel.Jobs;

/// <summary>A fitted model of any job, opened for a look inside.</summary>
/// <remarks>Owned by the job's model, which must outlive it. Not thread-safe.</remarks>
public interface IInspectedModel
{
    /// <summary>The backend that the layers were built on.</summary>
    Backend Backend { get; }

    /// <summary>The recurrent layers that are inspected, and the layers between them.</summary>
    SequenceLayer Reader { get; }

    /// <summary>What one step is called, such as <c>character</c> or <c>row</c>.</summary>
    string StepName { get; }

    /// <summary>Hours from one step to the next; null if steps are not times.</summary>
    double? HoursPerStep => null;

    /// <summary>
    /// [I], names of a step's inputs; empty if they have no names, such as the columns of an embedding.
    /// </summary>
    IReadOnlyList<string> InputNames => [];

    /// <summary>
    /// What <see cref="Score"/> gives, such as <c>log odds of the class</c>; empty where the model offers no score.
    /// </summary>
    string ScoreName => "";

    /// <summary>
    /// The answers that <see cref="Score"/> accepts, such as classes; empty if the model has only one score.
    /// </summary>
    IReadOnlyList<string> Answers => [];

    /// <summary>
    /// What a reader has to know of the part that is looked at, a sentence each: that it is one network of several, for
    /// example.
    /// </summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>The sequences of data.</summary>
    /// <param name="data">A file as the model was trained on.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The sequences in the order of the data, one at least.</returns>
    /// <exception cref="DataFormatException">The data can't be read, or do not fit the model.</exception>
    IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation);

    /// <summary>Labels of steps from a file of the job's field, such as the genes of a genome.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sequences">All sequences of <see cref="Read"/>.</param>
    /// <returns>The labels of each sequence, null at steps without a label; null if the file is not a file of the
    /// job.</returns>
    /// <exception cref="DataFormatException">The file can't be read, or does not fit the sequences.</exception>
    IReadOnlyList<string?[]>? Labels(string path, IReadOnlyList<InspectedSequence> sequences) => null;

    /// <summary>
    /// What the model says of a sequence, as a number with a gradient: for attribution. Runs in the tape's mode;
    /// dropout is off unless it trains.
    /// </summary>
    /// <param name="tape">Records it.</param>
    /// <param name="sequence">A sequence of <see cref="Read"/>.</param>
    /// <param name="input">[N, I], B copies of the sequence packed, each with its inputs.</param>
    /// <param name="packing">B sequences of T steps.</param>
    /// <param name="answer">Which of <see cref="Answers"/>; 0 if they are empty.</param>
    /// <returns>[B, 1].</returns>
    /// <exception cref="NotSupportedException">The model says something of every step, not one number of a
    /// sequence.</exception>
    Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException("The model gives an answer for every step, not one score for a sequence.");

    /// <summary>What the model answers.</summary>
    /// <param name="sequence">A sequence of <see cref="Read"/>.</param>
    /// <returns>Which of <see cref="Answers"/>; 0 if they are empty.</returns>
    int Answer(InspectedSequence sequence) => 0;

    /// <summary>A sequence of the same length that says nothing: where attribution begins.</summary>
    /// <param name="sequence">A sequence of <see cref="Read"/>.</param>
    /// <returns>[T, I]; zeros, which is what scaled inputs are at their mean over the training.</returns>
    float[] Baseline(InspectedSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return new float[sequence.Steps * Reader.InputSize];
    }

    /// <summary>What <see cref="Baseline"/> is, such as <c>every word hidden</c>.</summary>
    string BaselineName => "every input at its training mean";
}
