namespace Carousel.Interchange.Networks;

/// <summary>The stages of one network of a model, in the order in which they run.</summary>
/// <param name="Stages">From a step's input to the numbers of the answer.</param>
internal sealed record NetworkMember(IReadOnlyList<Stage> Stages)
{
    /// <summary>
    /// Stages that read the past first; the recurrent ones of <see cref="Stages"/> start from their states, first from
    /// first. Empty for most models.
    /// </summary>
    public IReadOnlyList<Stage> Before { get; init; } = [];

    /// <summary>The pooling among the stages, or null: then an answer is made at each step.</summary>
    public PoolingStage? Pooling => Stages.OfType<PoolingStage>().SingleOrDefault();

    /// <summary>The stages that run at each step, without the pooling.</summary>
    public IReadOnlyList<Stage> EachStep => [.. Stages.TakeWhile(s => s is not PoolingStage)];

    /// <summary>The stages that run on the pooled row; none where nothing is pooled.</summary>
    public IReadOnlyList<Stage> OnAnswer => [.. Stages.SkipWhile(s => s is not PoolingStage).Skip(1)];

    /// <summary>All stages, those of the past first.</summary>
    public IEnumerable<Stage> All => Before.Concat(Stages);
}
