using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Doors;

/// <summary>Says who asks, and whether he may.</summary>
internal sealed class Doorkeeper
{
    /// <summary>Who asks.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="Wire.RequestException">Nobody who may come in.</exception>
    public Caller Admit(HttpContext context) => Caller.Anyone;

    /// <summary>Lets a caller to a model.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="model">The model's name.</param>
    /// <returns>The caller.</returns>
    /// <exception cref="Wire.RequestException">The model is not the caller's to use.</exception>
    public Caller Require(Caller caller, string model) => caller;

    /// <summary>Whether a caller may use a model.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="model">The model's name.</param>
    public bool MayUse(Caller caller, string model) => true;
}
