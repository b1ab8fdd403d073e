using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Carousel.Cli.Errors;
using Carousel.Jobs;
using Carousel.Jobs.Options;

namespace Carousel.Cli.Options;

/// <summary>What some models take when they are applied.</summary>
/// <typeparam name="T">Declares it.</typeparam>
/// <param name="models">Which models, in words.</param>
/// <param name="without">Properties that the verb has no use for.</param>
internal sealed class AppliedOptionSet<[DynamicallyAccessedMembers(
    DynamicallyAccessedMemberTypes.PublicProperties)] T>(string models, params string[] without)
    where T : DeclaredOptions, new()
{
    private readonly DeclaredOptionSet<T> _declared = new(models, without);

    /// <summary>The options.</summary>
    public Option[] Options => [.. _declared.Groups.SelectMany(g => g.Options)];

    /// <summary>Hands the options to a model.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="file">How messages call it.</param>
    /// <exception cref="Jobs.Fitting.OptionException">A value is out of its range.</exception>
    /// <exception cref="UsageException">One is given, but the model takes none of them.</exception>
    public void Apply(ParseResult result, IJobModel model, string file)
    {
        if (model is IAppliedModel<T> applied)
        {
            applied.Apply(_declared.Read(result));
        }
        else
        {
            Refuse(result, model.Task, file);
        }
    }

    /// <summary>Refuses the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="task">What the model is for.</param>
    /// <param name="file">How messages call it.</param>
    /// <exception cref="UsageException">One is given.</exception>
    public void Refuse(ParseResult result, string task, string file)
    {
        if (Options.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } given)
        {
            throw new UsageException($"{given.Name} belongs to {models}; {file} is one for '{task}'.");
        }
    }
}
