using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Options;

/// <summary>The defaults of a job for options of <see cref="FitOptions"/>, for its help, its schema and its
/// page.</summary>
/// <param name="rules">One per property, such as <c>Hidden: 32</c>, separated by vertical bars.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FitDefaultsAttribute(string rules) : Attribute
{
    /// <summary>The default of an option in words; null if the job declares none.</summary>
    /// <param name="property">The property of the option.</param>
    public string? Of(string property) =>
        rules.Split('|').FirstOrDefault(r => r.StartsWith($"{property}: ", StringComparison.Ordinal))
            ?[(property.Length + 2)..];
}
