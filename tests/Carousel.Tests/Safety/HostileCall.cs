using System.Linq.Expressions;
using System.Reflection;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Tests.Safety;

/// <summary>
/// A public entry that is called with drawn arguments. Spans can't go through reflection, so the call is compiled.
/// </summary>
internal sealed class HostileCall
{
    private readonly Action<HostileArguments> _call;

    public HostileCall(MethodBase entry, object? target)
    {
        Entry = entry;
        HasSelf = !entry.IsStatic && !entry.IsConstructor && target is null;
        ParameterExpression arguments = Expression.Parameter(typeof(HostileArguments));
        Expression[] passed = [.. entry.GetParameters().Select(p => Passed(arguments, p.ParameterType, p.Name!))];
        Expression body = entry is ConstructorInfo made
            ? Expression.New(made, passed)
            : Expression.Call(Target(arguments, (MethodInfo)entry, target), (MethodInfo)entry, passed);
        _call = Expression.Lambda<Action<HostileArguments>>(
            entry is MethodInfo { ReturnType.IsByRefLike: true } or ConstructorInfo { DeclaringType.IsByRefLike: true }
                ? Expression.Call(
                    typeof(HostileCall).GetMethod(
                        nameof(Drop), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(body.Type), body)
                : body,
            arguments).Compile(preferInterpretation: false);
    }

    public MethodBase Entry { get; }

    /// <summary>Its parameters; instead of a call struct, the members of that.</summary>
    public List<(Type Type, string Name)> Parameters { get; } = [];

    /// <summary>Whether the object whose method it is must be drawn too.</summary>
    public bool HasSelf { get; }

    /// <summary>How often it returned, and how often it threw.</summary>
    public int Returns { get; set; }

    public int Exceptions { get; set; }

    /// <summary>Why it was refused the last time.</summary>
    public string? Refusal { get; set; }

    /// <summary>What it did that it must not do, the first time.</summary>
    public string? Wrong { get; set; }

    public void Run(HostileArguments arguments) => _call(arguments);

    public override string ToString() =>
        $"{Entry.DeclaringType!.Name}.{Entry.Name}("
        + $"{string.Join(", ", Parameters.Select(p => p.Type.Name + " " + p.Name))})";

    /// <summary>Whether a parameter is a struct that contains all arguments of a call.</summary>
    public static bool IsCall(Type type) =>
        (type.IsByRef ? type.GetElementType()! : type) is { IsValueType: true } made
            && made.Name.EndsWith("Call", StringComparison.Ordinal);

    private static void Drop<T>(T value)
        where T : allows ref struct
    {
    }

    private static Expression? Target(ParameterExpression arguments, MethodInfo entry, object? target) =>
        entry.IsStatic ? null
        : target is not null ? Expression.Constant(target)
        : Argument(arguments, entry.DeclaringType!, HostileArguments.Self);

    private Expression Passed(ParameterExpression arguments, Type type, string name)
    {
        if (!IsCall(type))
        {
            Parameters.Add((type, name));
            return Argument(arguments, type, Parameters.Count - 1);
        }

        Type call = type.IsByRef ? type.GetElementType()! : type;
        return Expression.MemberInit(
            Expression.New(call),
            call.GetProperties().Where(p => p.CanWrite).Select(
                p => Expression.Bind(
                    p, Passed(arguments, p.PropertyType, char.ToLowerInvariant(p.Name[0]) + p.Name[1..]))));
    }

    private static Expression Argument(ParameterExpression arguments, Type type, int k)
    {
        string? special = type == typeof(Span<float>) ? nameof(HostileArguments.Floats)
            : type == typeof(ReadOnlySpan<float>) ? nameof(HostileArguments.ReadFloats)
            : type == typeof(Span<int>) ? nameof(HostileArguments.Integers)
            : type == typeof(ReadOnlySpan<int>) ? nameof(HostileArguments.ReadIntegers)
            : type == typeof(ReadOnlySpan<sbyte>) ? nameof(HostileArguments.ReadBytes)
            : type == typeof(ReadOnlySpan<char>) ? nameof(HostileArguments.ReadText)
            : type == typeof(StepTable) ? nameof(HostileArguments.Steps)
            : type == typeof(Tensor) ? nameof(HostileArguments.Tensor)
            : null;
        return special is not null
            ? Expression.Call(arguments, special, null, Expression.Constant(k))
            : Expression.Convert(
                Expression.Call(arguments, nameof(HostileArguments.Value), null, Expression.Constant(k)), type);
    }
}
