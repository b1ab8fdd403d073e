namespace Carousel.Tasks.Inspecting;

/// <summary>A model whose recurrent layers can be looked at.</summary>
public interface IInspectable
{
    /// <summary>Opens the model.</summary>
    /// <returns>Its inside; valid as long as the model.</returns>
    IInspectedModel Inspect();
}
