namespace Carousel.Networks;

/// <summary>What a program has to know that runs a model's network step by step.</summary>
/// <param name="Sentence">What the model says of what, such as <c>the class of a sequence</c>.</param>
/// <param name="Members">Networks of one design; their answers are averaged. One at least.</param>
/// <param name="Input">What a step reads.</param>
/// <param name="Answer">What the last layer's numbers mean.</param>
internal sealed record PortableDesign(
    string Sentence, IReadOnlyList<PortableMember> Members, PortableInput Input, PortableAnswer Answer)
{
    /// <summary>
    /// What a step of <see cref="PortableMember.Before"/> reads; null where there are no such layers.
    /// </summary>
    public PortableInput? InputBefore { get; init; }

    /// <summary>
    /// How rows of a table become steps; null where a text is read, or what a step is has no columns.
    /// </summary>
    public PortableTable? Table { get; init; }
}
