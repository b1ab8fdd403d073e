using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Carousel.Architecture.Tests.PublicApi;

/// <summary>
/// The public API of an assembly as text: a line for each type, under it a line for each member, in an order that
/// depends on nothing else.
/// </summary>
internal static class ApiText
{
    public static string Of(IEnumerable<Type> types)
    {
        StringBuilder text = new();
        foreach (IGrouping<string, Type> space in types.Where(type => type.IsVisible)
            .GroupBy(type => type.Namespace ?? "").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append("namespace ").Append(space.Key).Append('\n');
            foreach (Type type in space.OrderBy(type => TypeText.Of(type), StringComparer.Ordinal))
            {
                text.Append("\n  ").Append(Header(type)).Append('\n');
                foreach (string line in IsDelegate(type) ? [] : new MemberText(type).Lines())
                {
                    text.Append("    ").Append(line).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string Header(Type type)
    {
        if (IsDelegate(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            IEnumerable<string> parameters = invoke.GetParameters().Select(
                parameter => $"{TypeText.Of(parameter.ParameterType)} {parameter.Name}");
            return $"delegate {TypeText.Of(invoke.ReturnType)} {TypeText.Of(type)}({string.Join(", ", parameters)})";
        }

        string bases = string.Join(", ", Bases(type).Select(other => TypeText.Of(other)));
        string constraints = string.Concat(type.GetGenericArguments().Select(MemberText.Constraint));
        return $"{Kind(type)} {TypeText.Of(type)}{(bases.Length > 0 ? " : " + bases : "")}{constraints}";
    }

    private static string Kind(Type type)
    {
        string record = IsRecord(type) ? "record " : "";
        return type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } =>
                $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}"
                + $"{record}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ =>
                $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}"
                + $"{(record.Length > 0 ? "record" : "class")}",
        };
    }

    /// <summary>The base class, then the interfaces that neither it nor another interface brings along.</summary>
    private static IEnumerable<Type> Bases(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetUnderlyingType(type) == typeof(int) ? [] : [Enum.GetUnderlyingType(type)];
        }

        bool hasBase = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType);
        Type[] all = type.GetInterfaces();
        IEnumerable<Type> brought = all.SelectMany(other => other.GetInterfaces())
            .Concat(type.BaseType?.GetInterfaces() ?? []);
        IEnumerable<Type> own = all.Except(brought)
            .Where(
                other => other.IsVisible
                    && !(IsRecord(type) && other.IsGenericType
                        && other.GetGenericTypeDefinition() == typeof(IEquatable<>)))
            .OrderBy(other => TypeText.Of(other), StringComparer.Ordinal);
        return hasBase ? own.Prepend(type.BaseType!) : own;
    }

    private static bool IsRecord(Type type) => type.IsValueType
        ? type.GetMethod(
            "PrintMembers",
            BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)?.IsDefined(
                typeof(CompilerGeneratedAttribute)) == true
        : type.GetMethod(
            "<Clone>$", BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly) is not null;

    private static bool IsDelegate(Type type) => typeof(MulticastDelegate).IsAssignableFrom(type.BaseType);
}
