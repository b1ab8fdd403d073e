using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>What a network over bases is made of and costs.</summary>
internal static class BaseDescription
{
    /// <summary>Describes a network.</summary>
    public static ModelDescription Of(BaseNetwork network)
    {
        BaseDesign design = network.Design;
        long filters = design.Convolves ? (long)design.Filters * design.Width * Bases.Count : 0;
        long steps = design.Layers == GenomeLayers.Convolution ? network.Reader.ParameterCount : CellStack.MultiplyAdds(design.Cell, design.StepSize);
        return ModelDescription.Of(
            design.Describe(), [network], filters + ((steps + (network.Reader.OutputSize * BaseDesign.Fold * design.Classes)) / BaseDesign.Fold), 0, "base");
    }
}
