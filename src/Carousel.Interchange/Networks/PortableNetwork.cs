using Carousel.Networks;

namespace Carousel.Interchange.Networks;

/// <summary>
/// A trained model as plain numbers: what a step reads, the stages with their weights, what the answer means.
/// Everything that leaves Carousel is written from it.
/// </summary>
/// <param name="Task">The job, such as <c>classify</c>.</param>
/// <param name="Sentence">What the model says of what.</param>
/// <param name="Members">Networks of one design; their answers are averaged.</param>
/// <param name="Input">What a step reads.</param>
/// <param name="Answer">What the last stage's numbers mean.</param>
internal sealed record PortableNetwork(
    string Task, string Sentence, IReadOnlyList<NetworkMember> Members, PortableInput Input, PortableAnswer Answer)
{
    /// <summary>What a step of <see cref="NetworkMember.Before"/> reads; null where there are no such stages.</summary>
    public PortableInput? InputBefore { get; init; }

    /// <summary>
    /// How rows of a table become steps; null where a text is read, or what a step is has no columns.
    /// </summary>
    public PortableTable? Table { get; init; }

    /// <summary>How many values of the answer there are.</summary>
    public int AnswerSize => Answer.Values.Count;

    /// <summary>Whether the model keeps weights in bytes.</summary>
    public bool IsInBytes => Members.SelectMany(m => m.All).Any(s => s switch
    {
        EmbeddingStage e => e.Table.Kept,
        RecurrentStage r => r.W.Kept,
        DenseStage d => d.Weight.Kept,
        _ => null,
    } is not null);

    /// <summary>How many weights and biases all networks have together.</summary>
    public long WeightCount => Members.SelectMany(m => m.All).Sum(s => s switch
    {
        EmbeddingStage e => e.Table.Values.LongLength,
        RecurrentStage r =>
            r.W.Values.LongLength + r.R.Values.Length + r.Bias.Length + (r.ResetBias?.Length ?? 0),
        DenseStage d => d.Weight.Values.LongLength + d.Bias.Length,
        _ => 0,
    });

    /// <summary>The network of a model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The network; it shares no memory with the model.</returns>
    /// <exception cref="NotPortableException">The model does not run step by step, or has a layer that is not
    /// exported.</exception>
    public static PortableNetwork Of(IPortableModel model)
    {
        PortableDesign design = model.ToPortable();
        return new PortableNetwork(
            model.Task, design.Sentence,
            [
                .. design.Members.Select(
                    m => new NetworkMember(StageReader.Read(m.Layers)) { Before = StageReader.Read(m.Before) }),
            ], design.Input, design.Answer)
        {
            InputBefore = design.InputBefore,
            Table = design.Table,
        };
    }
}
