using Carousel.Jobs.Options;

namespace Carousel.Jobs;

/// <summary>A model that takes options when it is applied.</summary>
/// <typeparam name="TOptions">They are declared like those of a job.</typeparam>
internal interface IAppliedModel<in TOptions> : IJobModel
    where TOptions : DeclaredOptions
{
    /// <summary>Takes what is asked for; its file stays as it is.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="Fitting.OptionException">The model can't follow them.</exception>
    void Apply(TOptions options);
}

/// <summary>Whether a model learns on.</summary>
internal sealed record LearningOnOptions : DeclaredOptions
{
    /// <summary>Which models do, in words.</summary>
    public const string Models = "models of language and of the next base";

    /// <summary>Whether it learns on from what it is applied to.</summary>
    [Option("For {models}: learn on from what is read. The model's file stays as it is.")]
    public bool Adapt { get; init; }
}

/// <summary>How a model of sequences of symbols searches for the likeliest one.</summary>
internal sealed record BeamWidthOptions : DeclaredOptions
{
    /// <summary>Hypotheses that the search keeps.</summary>
    [Option(
        "Beginnings that decoding follows, 1 to 1024, for translations too; 1 takes the likeliest symbol of each step.",
        Default = "the model's")]
    public int? Beam { get; init; }
}
