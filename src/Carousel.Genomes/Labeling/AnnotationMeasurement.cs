using Carousel.Jobs;

namespace Carousel.Genomes.Labeling;

/// <summary>Compares a model's annotation of parts of a genome with the known one.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="Found">What was found in each.</param>
internal abstract record AnnotationMeasurement(IReadOnlyList<GenomePart> Parts, IReadOnlyList<GenomeAnnotation> Found)
{
    /// <summary>The table and the sentence.</summary>
    public abstract JobResult ToResult();

    /// <summary>What the report shows.</summary>
    /// <param name="name">How the report calls what was measured on.</param>
    public abstract JobPage ToPage(string name);
}
